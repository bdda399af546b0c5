#!/bin/bash

__folio_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__folio_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__folio_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__folio_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_folio() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--json --ascii --version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    status|mode|accounts|positions|value|allocation|history|performance|changes|explain|activities|orders|assets|prices|mappings|findings|import|export|connections|adapters|jobs|snapshots|reload|backup|check|call|help)
        # Offer subcommand argument completions
        "_folio_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'status mode accounts positions value allocation history performance changes explain activities orders assets prices mappings findings import export connections adapters jobs snapshots reload backup check call help' -- "${cur}"))
        ;;
    esac
}

_folio_status() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --wait)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--wait')
        return
        ;;
    esac
}

_folio_mode() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --set)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--set')
        return
        ;;
    esac
}

_folio_accounts() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --account --connection --source --symbol --asset-class)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    esac
}

_folio_positions() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --sources --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --account --connection --source --symbol --asset-class --group)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    '--group')
        return
        ;;
    esac
}

_folio_value() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --account --connection --source --symbol --asset-class)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    esac
}

_folio_allocation() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --account --connection --source --symbol --asset-class --by)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    '--by')
        return
        ;;
    esac
}

_folio_history() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __folio_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    show|rebuild)
        # Offer subcommand argument completions
        "_folio_history_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'show rebuild' -- "${cur}"))
        ;;
    esac
}

_folio_history_show() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --table --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --period --from --to --account --connection --source --symbol --asset-class --height)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--period')
        __folio_add_completions -W '1W'$'\n''1M'$'\n''3M'$'\n''6M'$'\n''YTD'$'\n''1Y'$'\n''2Y'$'\n''ALL'
        return
        ;;
    '--from')
        return
        ;;
    '--to')
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    '--height')
        return
        ;;
    esac
}

_folio_history_rebuild() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --wait --no-wait --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --account)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    esac
}

_folio_performance() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --period --from --to --account --connection --source --symbol --asset-class --benchmark)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--period')
        __folio_add_completions -W '1W'$'\n''1M'$'\n''3M'$'\n''6M'$'\n''YTD'$'\n''1Y'$'\n''2Y'$'\n''ALL'
        return
        ;;
    '--from')
        return
        ;;
    '--to')
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    '--benchmark')
        return
        ;;
    esac
}

_folio_changes() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --account --connection --source --symbol --asset-class --from --to)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    '--from')
        return
        ;;
    '--to')
        return
        ;;
    esac
}

_folio_explain() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --account --connection --source --symbol --asset-class --date)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    '--date')
        return
        ;;
    esac
}

_folio_activities() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=(--type)
    non_repeating_options=(--socket --user --color --account --connection --source --symbol --asset-class --from --to --limit --cursor)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    '--from')
        return
        ;;
    '--to')
        return
        ;;
    '--type')
        return
        ;;
    '--limit')
        return
        ;;
    '--cursor')
        return
        ;;
    esac
}

_folio_orders() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --account --connection --source --symbol --asset-class --status --limit --cursor)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    '--status')
        return
        ;;
    '--limit')
        return
        ;;
    '--cursor')
        return
        ;;
    esac
}

_folio_assets() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __folio_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    get|search)
        # Offer subcommand argument completions
        "_folio_assets_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'get search' -- "${cur}"))
        ;;
    esac
}

_folio_assets_get() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --origins --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_assets_search() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --limit)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--limit')
        return
        ;;
    esac
}

_folio_prices() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __folio_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    show|usage)
        # Offer subcommand argument completions
        "_folio_prices_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'show usage' -- "${cur}"))
        ;;
    esac
}

_folio_prices_show() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --table --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --from --to)
    __folio_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--from')
        return
        ;;
    '--to')
        return
        ;;
    esac
}

_folio_prices_usage() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --days)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--days')
        return
        ;;
    esac
}

_folio_mappings() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __folio_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|resolve|ignore)
        # Offer subcommand argument completions
        "_folio_mappings_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list resolve ignore' -- "${cur}"))
        ;;
    esac
}

_folio_mappings_list() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --state --limit)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--state')
        __folio_add_completions -W 'pending'$'\n''resolved'$'\n''ignored'$'\n''unsupported'
        return
        ;;
    '--limit')
        return
        ;;
    esac
}

_folio_mappings_resolve() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --source)
    __folio_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--source')
        return
        ;;
    esac
}

_folio_mappings_ignore() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_findings() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __folio_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|dismiss)
        # Offer subcommand argument completions
        "_folio_findings_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list dismiss' -- "${cur}"))
        ;;
    esac
}

_folio_findings_list() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --state)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--state')
        __folio_add_completions -W 'open'$'\n''resolved'$'\n''dismissed'$'\n''all'
        return
        ;;
    esac
}

_folio_findings_dismiss() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_import() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --dry-run --replace --keep --yes --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --account)
    __folio_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--account')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __folio_add_completions -o plusdirs -fX '!*.@(csv)'
        return
        ;;
    esac
}

_folio_export() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --force --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --format -o --output --period --from --to --account --connection --source --symbol --asset-class)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--format')
        __folio_add_completions -W 'csv'$'\n''json'$'\n''beancount'
        return
        ;;
    '-o'|'--output')
        __folio_add_completions -f
        return
        ;;
    '--period')
        __folio_add_completions -W '1W'$'\n''1M'$'\n''3M'$'\n''6M'$'\n''YTD'$'\n''1Y'$'\n''2Y'$'\n''ALL'
        return
        ;;
    '--from')
        return
        ;;
    '--to')
        return
        ;;
    '--account')
        return
        ;;
    '--connection')
        return
        ;;
    '--source')
        return
        ;;
    '--symbol')
        return
        ;;
    '--asset-class')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __folio_add_completions -W 'history'$'\n''positions'$'\n''activities'
        return
        ;;
    esac
}

_folio_connections() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __folio_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|link|complete|refresh|remove|wait)
        # Offer subcommand argument completions
        "_folio_connections_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list link complete refresh remove wait' -- "${cur}"))
        ;;
    esac
}

_folio_connections_list() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_connections_link() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --connection)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--connection')
        return
        ;;
    esac
}

_folio_connections_complete() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --no-wait --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--socket --user --color --public-token --connection)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--public-token')
        return
        ;;
    '--field')
        return
        ;;
    '--connection')
        return
        ;;
    esac
}

_folio_connections_refresh() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --no-wait --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_connections_remove() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --yes --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_connections_wait() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --timeout)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--timeout')
        return
        ;;
    esac
}

_folio_adapters() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --restart)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--restart')
        return
        ;;
    esac
}

_folio_jobs() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __folio_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|wait|cancel)
        # Offer subcommand argument completions
        "_folio_jobs_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list wait cancel' -- "${cur}"))
        ;;
    esac
}

_folio_jobs_list() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --state --limit)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--state')
        return
        ;;
    '--limit')
        return
        ;;
    esac
}

_folio_jobs_wait() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --timeout)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--timeout')
        return
        ;;
    esac
}

_folio_jobs_cancel() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_snapshots() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __folio_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    capture)
        # Offer subcommand argument completions
        "_folio_snapshots_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'capture' -- "${cur}"))
        ;;
    esac
}

_folio_snapshots_capture() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --wait --no-wait --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color --date)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    '--date')
        return
        ;;
    esac
}

_folio_reload() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_backup() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_check() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_call() {
    repeating_flags=()
    non_repeating_flags=(--json --ascii --version -h --help)
    repeating_options=()
    non_repeating_options=(--socket --user --color)
    __folio_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--socket')
        return
        ;;
    '--user')
        return
        ;;
    '--color')
        __folio_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_folio_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __folio_offer_flags_options -1
}

complete -o filenames -F _folio folio

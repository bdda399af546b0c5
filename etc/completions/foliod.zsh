#compdef foliod

__foliod_complete() {
    local -ar non_empty_completions=("${@:#(|:*)}")
    local -ar empty_completions=("${(M)@:#(|:*)}")
    _describe -V '' non_empty_completions -- empty_completions -P $'\'\''
}

__foliod_custom_complete() {
    local -a completions
    completions=("${(@f)"$("${command_name}" "${@}" "${command_line[@]}")"}")
    if [[ "${#completions[@]}" -gt 1 ]]; then
        __foliod_complete "${completions[@]:0:-1}"
    fi
}

__foliod_cursor_index_in_current_word() {
    if [[ -z "${QIPREFIX}${IPREFIX}${PREFIX}" ]]; then
        printf 0
    else
        printf %s "${#${(z)LBUFFER}[-1]}"
    fi
}

_foliod() {
    emulate -RL zsh -G
    setopt extendedglob nullglob numericglobsort
    unsetopt aliases banghist

    local -xr SAP_SHELL=zsh
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(builtin emulate zsh -c 'printf %s "${ZSH_VERSION}"')"
    local -r SAP_SHELL_VERSION

    local context state state_descr line
    local -A opt_args

    local -r command_name="${words[1]}"
    local -ar command_line=("${words[@]}")
    local -ir current_word_index="$((CURRENT - 1))"

    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'run:Runs the daemon in the foreground until SIGTERM or SIGINT (the default).'
            'check-config:Checks a configuration, and with --plan says what it would change, without changing anything.'
            'sandbox:Serves Plaid'\''s, Alpaca'\''s and FMP'\''s formats over a made-up world, on loopback.'
            'sandbox-token:Prints a public token of a running sandbox, as Plaid Link would hand it to an app.'
            'sandbox-fault:Lets a running sandbox answer wrongly, or its world change.'
            'adapter:Makes and tests adapters: programs through which the daemon reads accounts and prices.'
            'describe:Prints the interface'\''s description, made from the code that dispatches the calls.'
            'help:Show subcommand help information.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        run|check-config|sandbox|sandbox-token|sandbox-fault|adapter|describe|help)
            "_foliod_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_foliod_run() {
    local -i ret=1
    local -ar arg_specs=(
        '--config[The configuration file.]:file:'
        '--socket[The socket; else $FOLIOD_SOCKET, else the configuration'\''s.]:path:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_foliod_check-config() {
    local -i ret=1
    local -ar arg_specs=(
        '--config[The configuration file.]:file:'
        '--plan[Say what would become of each adapter.]'
        '--json[Print for programs.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_foliod_sandbox() {
    local -i ret=1
    local -ar arg_specs=(
        '--port[The port; 0 takes a free one.]:port:'
        '--seed[The seed of the world\: the same seed is the same world.]:seed:'
        '--csv-directory[Write the CSV account'\''s files to DIRECTORY/default.]:directory:'
        '--plan[What goes wrong and changes\: a plan'\''s JSON file, or the seed of one.]:file|seed\:n:'
        '*--dialect[How a vendor words what its documentation leaves open; may be repeated.]:key=word:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_foliod_sandbox-token() {
    local -i ret=1
    local -ar arg_specs=(
        '--url[The sandbox'\''s address.]:url:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_foliod_sandbox-fault() {
    local -i ret=1
    local -ar arg_specs=(
        '--url[The sandbox'\''s address.]:url:'
        '--token[The control token that the sandbox printed; else $FOLIO_SANDBOX_TOKEN.]:token:'
        ':path:'
        ':fault:'
        '--change[A change, as JSON.]:json:'
        '--connection[The connection\: a Plaid item'\''s id, plaid-1 for the first item, an Alpaca account'\''s id.]:connection:'
        '--symbol[A symbol that the request asks for.]:symbol:'
        '--skip[Requests left alone first.]:skip:'
        '--every[Of those after them, each so many-th is hit.]:every:'
        '--count[How many are hit, or "always".]:count:'
        '--code[The error'\''s name, for error and ok_error.]:code:'
        '--status[The HTTP status, for status and html.]:status:'
        '--seconds[Seconds to wait, for rate_limited.]:seconds:'
        '--milliseconds[For delayed and dripping.]:milliseconds:'
        '--bytes[Bytes in a piece, for dripping.]:bytes:'
        '--rows[For repeated_rows and wrong_total.]:rows:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_foliod_adapter() {
    local -i ret=1
    local -ar arg_specs=(
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'new:Writes a working adapter to begin with.'
            'test:Tries an adapter against every requirement of the adapter protocol.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        new|test)
            "_foliod_adapter_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_foliod_adapter_new() {
    local -i ret=1
    local -ar ___language=('python' 'swift')
    local -ar ___kind=('provider' 'prices')
    local -ar arg_specs=(
        ':name:'
        '--language[What it is written in\: python or swift.]:language:{__foliod_complete "${___language[@]}"}'
        '--kind[What it does\: provider (accounts) or prices.]:kind:{__foliod_complete "${___kind[@]}"}'
        '--directory[Where it goes; else a directory of its name.]:directory:'
        '--folio[Where folio'\''s sources are, for Swift.]:directory:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_foliod_adapter_test() {
    local -i ret=1
    local -ar arg_specs=(
        '*:command:'
        '--config[What configure hands the adapter.]:file:'
        '--credentials[How a connection is had.]:file:'
        '--report[Where the report goes, as JSON.]:file:'
        '--expected-failures[Scenarios that are known to fail, with reasons.]:file:'
        '*--only[Only this scenario; may be repeated.]:name:'
        '--live[The vendor'\''s real hosts may be asked; connections are not made or ended.]'
        '--record[Keep the session and the vendor'\''s answers there, without secrets.]:dir:'
        '--replay[Let the vendor'\''s answers kept there answer, offline.]:dir:'
        '--list[Print the scenarios, and start nothing.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_foliod_describe() {
    local -i ret=1
    local -ar arg_specs=(
        '--openrpc[As an OpenRPC document (the default).]'
        '--markdown[As Markdown.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_foliod_help() {
    local -i ret=1
    local -ar arg_specs=(
        '*:subcommands:'
        '--version[Show the version.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

if [[ "${funcstack[1]}" = _foliod ]]; then
    _foliod "${@}"
else
    compdef _foliod foliod
fi

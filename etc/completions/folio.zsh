#compdef folio

__folio_complete() {
    local -ar non_empty_completions=("${@:#(|:*)}")
    local -ar empty_completions=("${(M)@:#(|:*)}")
    _describe -V '' non_empty_completions -- empty_completions -P $'\'\''
}

__folio_custom_complete() {
    local -a completions
    completions=("${(@f)"$("${command_name}" "${@}" "${command_line[@]}")"}")
    if [[ "${#completions[@]}" -gt 1 ]]; then
        __folio_complete "${completions[@]:0:-1}"
    fi
}

__folio_cursor_index_in_current_word() {
    if [[ -z "${QIPREFIX}${IPREFIX}${PREFIX}" ]]; then
        printf 0
    else
        printf %s "${#${(z)LBUFFER}[-1]}"
    fi
}

_folio() {
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
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
        '(-): :->command'
        '(-)*:: :->arg'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0
    case "${state}" in
    command)
        local -ar subcommands=(
            'status:Shows how the daemon is (the default).'
            'mode:Shows or sets which accounts a user sees.'
            'accounts:Lists accounts and what each is worth.'
            'positions:Lists what is held, merged over all accounts.'
            'value:Shows what everything, or a slice of it, is worth.'
            'allocation:Shows how the value is spread.'
            'history:Draws what everything, or a slice of it, was worth.'
            'performance:Shows returns and risk over a period, and what the change is made of.'
            'changes:Shows how the value came from one figure to the other.'
            'explain:Shows what a day'\''s value is made of, and who said each part.'
            'activities:Lists trades, dividends, fees and transfers, newest first.'
            'orders:Lists the brokerage'\''s orders.'
            'assets:Shows what is known of a security, and finds securities.'
            'prices:Shows prices, and what asking for them takes.'
            'mappings:Lists by which symbol each security is priced, and sets it.'
            'findings:Lists what does not fit, and puts findings aside.'
            'import:Takes CSV files: shows what they are and would change, asks, and reads them.'
            'export:Writes history, positions or activities as CSV, JSON or a Beancount ledger.'
            'connections:Lists, makes, refreshes and removes connections to providers.'
            'adapters:Lists adapters and how each is, or restarts one.'
            'jobs:Lists, follows and cancels long work.'
            'snapshots:Records the values of a session'\''s end.'
            'reload:Makes the daemon read its configuration again; a file with any error changes nothing.'
            'backup:Copies the store while work goes on, and checks the copy.'
            'check:Looks whether the store is whole and its sums agree.'
            'call:Calls any method of the interface and prints the answer as JSON.'
            'help:Show subcommand help information.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        status|mode|accounts|positions|value|allocation|history|performance|changes|explain|activities|orders|assets|prices|mappings|findings|import|export|connections|adapters|jobs|snapshots|reload|backup|check|call|help)
            "_folio_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_folio_status() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--wait[Wait so long for a daemon that is just starting.]:seconds:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_mode() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--set[aggregation, brokerage, hybrid or disabled (for admins).]:mode:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_accounts() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_positions() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--sources[Show the source of every share.]'
        '--group[A row for each security, or for each security and account\: security or account.]:group:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_value() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_allocation() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--by[Over what.]:by:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_history() {
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
            'show:Draws the value over time (the default).'
            'rebuild:Computes the past anew from transactions and prices, and shows how far it is.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        show|rebuild)
            "_folio_history_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_folio_history_show() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar ___period=('1W' '1M' '3M' '6M' 'YTD' '1Y' '2Y' 'ALL')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--period[How far back\: 1W, 1M, 3M, 6M, YTD, 1Y (the default), 2Y or ALL.]:period:{__folio_complete "${___period[@]}"}'
        '--from[The first date, such as 2026-01-31.]:date:'
        '--to[The last date.]:date:'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--table[A row for each session instead of a line.]'
        '--height[Rows of the drawing, 3 to 100.]:rows:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_history_rebuild() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--wait[Wait for the end.]'
        '--no-wait[Wait for the end.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_performance() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar ___period=('1W' '1M' '3M' '6M' 'YTD' '1Y' '2Y' 'ALL')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--period[How far back\: 1W, 1M, 3M, 6M, YTD, 1Y (the default), 2Y or ALL.]:period:{__folio_complete "${___period[@]}"}'
        '--from[The first date, such as 2026-01-31.]:date:'
        '--to[The last date.]:date:'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--benchmark[What to compare with, such as SPY.]:ticker:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_changes() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--from[The first date, such as 2026-01-31.]:date:'
        '--to[The last date; today by default.]:date:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_explain() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--date[The date; the newest by default.]:date:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_activities() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--from[The first date, such as 2026-01-31.]:date:'
        '--to[The last date.]:date:'
        '*--type[Only this type, such as buy or dividend; may be repeated.]:type:'
        '--limit[How many, 1 to 500.]:count:'
        '--cursor[Where the page before ended.]:text:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_orders() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--status[open, closed, all, or the brokerage'\''s own word.]:status:'
        '--limit[How many, 1 to 500.]:count:'
        '--cursor[Where the page before ended.]:text:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_assets() {
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
            'get:Shows what is known of a security, and where each field is from.'
            'search:Lists securities whose symbol, name or code fits, the best first.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        get|search)
            "_folio_assets_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_folio_assets_get() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':symbol:'
        '--origins[Show everything that each source says.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_assets_search() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':query:'
        '--limit[How many, 1 to 500.]:count:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_prices() {
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
            'show:Shows the newest prices, or the closes of a stretch of time (the default).'
            'usage:Shows calls to each price source by day, and how many the store has saved.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        show|usage)
            "_folio_prices_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_folio_prices_show() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '*:symbol:'
        '--from[The first date, such as 2026-01-31.]:date:'
        '--to[The last date.]:date:'
        '--table[A row for each close instead of a line.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_prices_usage() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--days[How many days back.]:count:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_mappings() {
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
            'list:Lists mappings (the default).'
            'resolve:Prices a security by a symbol (for admins).'
            'ignore:Stops looking for a security'\''s symbol (for admins).'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        list|resolve|ignore)
            "_folio_mappings_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_folio_mappings_list() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar ___state=('pending' 'resolved' 'ignored' 'unsupported')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--state[pending (a person should look), resolved, ignored or unsupported.]:state:{__folio_complete "${___state[@]}"}'
        '--limit[How many, 1 to 500.]:count:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_mappings_resolve() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':security:'
        ':symbol:'
        '--source[The price source; the first one by default.]:name:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_mappings_ignore() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':security:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_findings() {
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
            'list:Lists findings: what is missing, contradicts itself or was assumed (the default).'
            'dismiss:Puts a finding aside for good.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        list|dismiss)
            "_folio_findings_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_folio_findings_list() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar ___state=('open' 'resolved' 'dismissed' 'all')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--state[open (the default), resolved, dismissed or all.]:state:{__folio_complete "${___state[@]}"}'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_findings_dismiss() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':id:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_import() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '*:files:_files -g '\''*.csv'\'''
        '--account[The account of files that name none.]:name:'
        '--dry-run[Show what would change, and change nothing.]'
        '--replace[Let a file take the place of the one of its name.]'
        '--keep[Keep a file beside the one of its name.]'
        '--yes[Don'\''t ask.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_export() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar _what=('history' 'positions' 'activities')
    local -ar ___format=('csv' 'json' 'beancount')
    local -ar ___period=('1W' '1M' '3M' '6M' 'YTD' '1Y' '2Y' 'ALL')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':what:{__folio_complete "${_what[@]}"}'
        '--format[csv (the default), json, or beancount for positions and activities.]:format:{__folio_complete "${___format[@]}"}'
        '(-o --output)'{-o,--output}'[The new file; standard output by default, and for -.]:file:_files'
        '--force[Take the place of a file that is there.]'
        '--period[How far back\: 1W, 1M, 3M, 6M, YTD, 1Y (the default), 2Y or ALL.]:period:{__folio_complete "${___period[@]}"}'
        '--from[The first date, such as 2026-01-31.]:date:'
        '--to[The last date.]:date:'
        '--account[Only this account, by id (see `folio accounts`).]:id:'
        '--connection[Only this connection, by id (see `folio connections list`).]:id:'
        '--source[Only all, external, brokerage, or an adapter such as plaid.]:name:'
        '--symbol[Only this security.]:ticker:'
        '--asset-class[Only this class, such as us_equity, crypto or cash.]:class:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_connections() {
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
            'list:Lists connections and how each is (the default).'
            'link:Starts connecting an account, or repairing a connection.'
            'complete:Finishes connecting and reads the accounts for the first time.'
            'refresh:Reads one connection again, or all of them.'
            'remove:Ends the provider'\''s access and erases the connection with everything it brought.'
            'wait:Waits until a provider has a connection that has been read.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        list|link|complete|refresh|remove|wait)
            "_folio_connections_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_folio_connections_list() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_connections_link() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':provider:'
        '--connection[The connection to repair.]:id:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_connections_complete() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':provider:'
        '--public-token[What Plaid'\''s link flow ended with.]:token:'
        '*--field[A field that `connections link` asks for.]:name=value:'
        '--connection[The connection that is being repaired.]:id:'
        '--no-wait[Don'\''t wait for the first reading.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_connections_refresh() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':connection:'
        '--no-wait[Don'\''t wait for the end.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_connections_remove() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':connection:'
        '--yes[Don'\''t ask.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_connections_wait() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':provider:'
        '--timeout[How long at most.]:seconds:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_adapters() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--restart[End this adapter'\''s process and start it anew (for admins).]:name:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_jobs() {
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
            'list:Lists jobs (the default).'
            'wait:Follows a job to its end.'
            'cancel:Ends a job; what it has stored stays.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        list|wait|cancel)
            "_folio_jobs_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_folio_jobs_list() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--state[queued, running, succeeded, failed or cancelled.]:state:'
        '--limit[How many, 1 to 500.]:count:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_jobs_wait() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':job:'
        '--timeout[How long at most.]:seconds:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_jobs_cancel() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':job:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_snapshots() {
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
            'capture:Records every user'\''s values at a session'\''s end now (for admins); twice changes nothing.'
        )
        _describe -V subcommand subcommands && ret=0
        ;;
    arg)
        case "${words[1]}" in
        capture)
            "_folio_snapshots_${words[1]}" && ret=0
            ;;
        esac
        ;;
    esac

    return "${ret}"
}

_folio_snapshots_capture() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--date[The session; the last one by default.]:date:'
        '--wait[Wait for the end.]'
        '--no-wait[Wait for the end.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_reload() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_backup() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':path:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_check() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_call() {
    local -i ret=1
    local -ar ___color=('auto' 'always' 'never')
    local -ar arg_specs=(
        '--socket[The daemon'\''s socket; else $FOLIOD_SOCKET, else where it usually is.]:path:'
        '--user[The portfolio user; yours by default.]:name:'
        '--json[Print the daemon'\''s answer as JSON.]'
        '--color[Colours\: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.]:color:{__folio_complete "${___color[@]}"}'
        '--ascii[Draw with ASCII characters only, as without a UTF-8 locale.]'
        ':method:'
        '*:parameters:'
        '--version[Show the version.]'
        '(-h --help)'{-h,--help}'[Show help information.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

_folio_help() {
    local -i ret=1
    local -ar arg_specs=(
        '*:subcommands:'
        '--version[Show the version.]'
    )
    _arguments -w -s -S : "${arg_specs[@]}" && ret=0

    return "${ret}"
}

if [[ "${funcstack[1]}" = _folio ]]; then
    _folio "${@}"
else
    compdef _folio folio
fi

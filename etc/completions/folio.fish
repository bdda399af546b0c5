function __folio_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __folio_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __folio_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __folio_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __folio_parse_tokens -S
    set -l unparsed_tokens (__folio_tokens -pc)
    switch $unparsed_tokens[1]
    case 'folio'
        __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'status'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'wait=' 'version' 'h/help'
        case 'mode'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'set=' 'version' 'h/help'
        case 'accounts'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'account=' 'connection=' 'source=' 'symbol=' 'asset-class=' 'version' 'h/help'
        case 'positions'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'account=' 'connection=' 'source=' 'symbol=' 'asset-class=' 'sources' 'group=' 'version' 'h/help'
        case 'value'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'account=' 'connection=' 'source=' 'symbol=' 'asset-class=' 'version' 'h/help'
        case 'allocation'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'account=' 'connection=' 'source=' 'symbol=' 'asset-class=' 'by=' 'version' 'h/help'
        case 'activities'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'account=' 'connection=' 'source=' 'symbol=' 'asset-class=' 'from=' 'to=' 'type=+' 'limit=' 'cursor=' 'version' 'h/help'
        case 'orders'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'account=' 'connection=' 'source=' 'symbol=' 'asset-class=' 'status=' 'limit=' 'cursor=' 'version' 'h/help'
        case 'assets'
            __folio_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'get'
                __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'origins' 'version' 'h/help'
            case 'search'
                __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'limit=' 'version' 'h/help'
            end
        case 'import'
            __folio_parse_subcommand -r 1 'socket=' 'user=' 'json' 'color=' 'account=' 'dry-run' 'replace' 'keep' 'yes' 'version' 'h/help'
        case 'connections'
            __folio_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'version' 'h/help'
            case 'link'
                __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'connection=' 'version' 'h/help'
            case 'complete'
                __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'public-token=' 'field=+' 'connection=' 'no-wait' 'version' 'h/help'
            case 'refresh'
                __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'no-wait' 'version' 'h/help'
            case 'remove'
                __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'yes' 'version' 'h/help'
            case 'wait'
                __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'timeout=' 'version' 'h/help'
            end
        case 'adapters'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'restart=' 'version' 'h/help'
        case 'jobs'
            __folio_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'state=' 'limit=' 'version' 'h/help'
            case 'wait'
                __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'timeout=' 'version' 'h/help'
            case 'cancel'
                __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'version' 'h/help'
            end
        case 'reload'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'version' 'h/help'
        case 'backup'
            __folio_parse_subcommand 1 'socket=' 'user=' 'json' 'color=' 'version' 'h/help'
        case 'check'
            __folio_parse_subcommand 0 'socket=' 'user=' 'json' 'color=' 'version' 'h/help'
        case 'call'
            __folio_parse_subcommand -r 2 'socket=' 'user=' 'json' 'color=' 'version' 'h/help'
        case 'help'
            __folio_parse_subcommand -r 1 'version'
        end
    end
end

function __folio_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __folio_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __folio_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __folio_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__folio_tokens -p)
    if test -z "$(__folio_tokens -t)"
        set -l index (count (__folio_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'folio' -f
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'status' -d 'Shows how the daemon is (the default).'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'mode' -d 'Shows or sets which accounts a user sees.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'accounts' -d 'Lists accounts and what each is worth.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'positions' -d 'Lists what is held, merged over all accounts.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'value' -d 'Shows what everything, or a slice of it, is worth.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'allocation' -d 'Shows how the value is spread.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'activities' -d 'Lists trades, dividends, fees and transfers, newest first.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'orders' -d 'Lists the brokerage\'s orders.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'assets' -d 'Shows what is known of a security, and finds securities.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'import' -d 'Takes CSV files: shows what they are and would change, asks, and reads them.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'connections' -d 'Lists, makes, refreshes and removes connections to providers.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'adapters' -d 'Lists adapters and how each is, or restarts one.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'jobs' -d 'Lists, follows and cancels long work.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'reload' -d 'Makes the daemon read its configuration again; a file with any error changes nothing.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'backup' -d 'Copies the store while work goes on, and checks the copy.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'check' -d 'Looks whether the store is whole and its sums agree.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'call' -d 'Calls any method of the interface and prints the answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio status" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio status" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio status" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio status" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio status" wait' -l 'wait' -d 'Wait so long for a daemon that is just starting.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio status" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio status" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio mode" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio mode" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio mode" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio mode" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio mode" set' -l 'set' -d 'aggregation, brokerage, hybrid or disabled (for admins).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio mode" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio mode" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" account' -l 'account' -d 'Only this account, by id (see `folio accounts`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" connection' -l 'connection' -d 'Only this connection, by id (see `folio connections list`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" source' -l 'source' -d 'Only all, external, brokerage, or an adapter such as plaid.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" symbol' -l 'symbol' -d 'Only this security.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" asset-class' -l 'asset-class' -d 'Only this class, such as us_equity, crypto or cash.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio accounts" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" account' -l 'account' -d 'Only this account, by id (see `folio accounts`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" connection' -l 'connection' -d 'Only this connection, by id (see `folio connections list`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" source' -l 'source' -d 'Only all, external, brokerage, or an adapter such as plaid.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" symbol' -l 'symbol' -d 'Only this security.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" asset-class' -l 'asset-class' -d 'Only this class, such as us_equity, crypto or cash.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" sources' -l 'sources' -d 'Show the source of every share.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" group' -l 'group' -d 'A row for each security, or for each security and account: security or account.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio positions" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" account' -l 'account' -d 'Only this account, by id (see `folio accounts`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" connection' -l 'connection' -d 'Only this connection, by id (see `folio connections list`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" source' -l 'source' -d 'Only all, external, brokerage, or an adapter such as plaid.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" symbol' -l 'symbol' -d 'Only this security.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" asset-class' -l 'asset-class' -d 'Only this class, such as us_equity, crypto or cash.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio value" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" account' -l 'account' -d 'Only this account, by id (see `folio accounts`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" connection' -l 'connection' -d 'Only this connection, by id (see `folio connections list`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" source' -l 'source' -d 'Only all, external, brokerage, or an adapter such as plaid.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" symbol' -l 'symbol' -d 'Only this security.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" asset-class' -l 'asset-class' -d 'Only this class, such as us_equity, crypto or cash.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" by' -l 'by' -d 'Over what.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio allocation" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" account' -l 'account' -d 'Only this account, by id (see `folio accounts`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" connection' -l 'connection' -d 'Only this connection, by id (see `folio connections list`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" source' -l 'source' -d 'Only all, external, brokerage, or an adapter such as plaid.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" symbol' -l 'symbol' -d 'Only this security.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" asset-class' -l 'asset-class' -d 'Only this class, such as us_equity, crypto or cash.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" from' -l 'from' -d 'The first date, such as 2026-01-31.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" to' -l 'to' -d 'The last date.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities"' -l 'type' -d 'Only this type, such as buy or dividend; may be repeated.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" limit' -l 'limit' -d 'How many, 1 to 500.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" cursor' -l 'cursor' -d 'Where the page before ended.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio activities" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" account' -l 'account' -d 'Only this account, by id (see `folio accounts`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" connection' -l 'connection' -d 'Only this connection, by id (see `folio connections list`).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" source' -l 'source' -d 'Only all, external, brokerage, or an adapter such as plaid.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" symbol' -l 'symbol' -d 'Only this security.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" asset-class' -l 'asset-class' -d 'Only this class, such as us_equity, crypto or cash.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" status' -l 'status' -d 'open, closed, all, or the brokerage\'s own word.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" limit' -l 'limit' -d 'How many, 1 to 500.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" cursor' -l 'cursor' -d 'Where the page before ended.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio orders" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio assets" -eq 1' -fa 'get' -d 'Shows what is known of a security, and where each field is from.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio assets" -eq 1' -fa 'search' -d 'Lists securities whose symbol, name or code fits, the best first.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets get" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets get" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets get" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets get" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets get" origins' -l 'origins' -d 'Show everything that each source says.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets get" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets get" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets search" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets search" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets search" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets search" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets search" limit' -l 'limit' -d 'How many, 1 to 500.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets search" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio assets search" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio import" -ge 1' -fa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'csv\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" account' -l 'account' -d 'The account of files that name none.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" dry-run' -l 'dry-run' -d 'Show what would change, and change nothing.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" replace' -l 'replace' -d 'Let a file take the place of the one of its name.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" keep' -l 'keep' -d 'Keep a file beside the one of its name.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" yes' -l 'yes' -d 'Don\'t ask.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio import" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio connections" -eq 1' -fa 'list' -d 'Lists connections and how each is (the default).'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio connections" -eq 1' -fa 'link' -d 'Starts connecting an account, or repairing a connection.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio connections" -eq 1' -fa 'complete' -d 'Finishes connecting and reads the accounts for the first time.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio connections" -eq 1' -fa 'refresh' -d 'Reads one connection again, or all of them.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio connections" -eq 1' -fa 'remove' -d 'Ends the provider\'s access and erases the connection with everything it brought.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio connections" -eq 1' -fa 'wait' -d 'Waits until a provider has a connection that has been read.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections list" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections list" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections list" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections list" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections list" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections link" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections link" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections link" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections link" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections link" connection' -l 'connection' -d 'The connection to repair.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections link" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections link" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete" public-token' -l 'public-token' -d 'What Plaid\'s link flow ended with.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete"' -l 'field' -d 'A field that `connections link` asks for.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete" connection' -l 'connection' -d 'The connection that is being repaired.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete" no-wait' -l 'no-wait' -d 'Don\'t wait for the first reading.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections complete" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections refresh" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections refresh" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections refresh" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections refresh" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections refresh" no-wait' -l 'no-wait' -d 'Don\'t wait for the end.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections refresh" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections refresh" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections remove" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections remove" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections remove" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections remove" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections remove" yes' -l 'yes' -d 'Don\'t ask.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections remove" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections remove" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections wait" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections wait" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections wait" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections wait" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections wait" timeout' -l 'timeout' -d 'How long at most.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections wait" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio connections wait" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio adapters" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio adapters" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio adapters" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio adapters" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio adapters" restart' -l 'restart' -d 'End this adapter\'s process and start it anew (for admins).' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio adapters" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio adapters" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio jobs" -eq 1' -fa 'list' -d 'Lists jobs (the default).'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio jobs" -eq 1' -fa 'wait' -d 'Follows a job to its end.'
complete -c 'folio' -n '__folio_should_offer_completions_for_positional "folio jobs" -eq 1' -fa 'cancel' -d 'Ends a job; what it has stored stays.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs list" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs list" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs list" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs list" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs list" state' -l 'state' -d 'queued, running, succeeded, failed or cancelled.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs list" limit' -l 'limit' -d 'How many, 1 to 500.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs list" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs wait" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs wait" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs wait" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs wait" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs wait" timeout' -l 'timeout' -d 'How long at most.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs wait" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs wait" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs cancel" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs cancel" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs cancel" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs cancel" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs cancel" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio jobs cancel" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio reload" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio reload" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio reload" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio reload" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio reload" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio reload" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio backup" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio backup" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio backup" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio backup" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio backup" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio backup" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio check" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio check" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio check" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio check" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio check" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio call" socket' -l 'socket' -d 'The daemon\'s socket; else $FOLIOD_SOCKET, else where it usually is.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio call" user' -l 'user' -d 'The portfolio user; yours by default.' -rfka ''
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio call" json' -l 'json' -d 'Print the daemon\'s answer as JSON.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio call" color' -l 'color' -d 'Colours: auto (on a terminal), always or never; NO_COLOR, where it is set, means never.' -rfka 'auto always never'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio call" version' -l 'version' -d 'Show the version.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio call" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'folio' -n '__folio_should_offer_completions_for_flags_or_options "folio help" version' -l 'version' -d 'Show the version.'

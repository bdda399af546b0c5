function __foliod_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __foliod_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __foliod_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __foliod_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __foliod_parse_tokens -S
    set -l unparsed_tokens (__foliod_tokens -pc)
    switch $unparsed_tokens[1]
    case 'foliod'
        __foliod_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'run'
            __foliod_parse_subcommand 0 'config=' 'socket=' 'version' 'h/help'
        case 'check-config'
            __foliod_parse_subcommand 0 'config=' 'plan' 'json' 'version' 'h/help'
        case 'sandbox'
            __foliod_parse_subcommand 0 'port=' 'seed=' 'csv-directory=' 'plan=' 'dialect=+' 'version' 'h/help'
        case 'sandbox-token'
            __foliod_parse_subcommand 0 'url=' 'version' 'h/help'
        case 'sandbox-fault'
            __foliod_parse_subcommand 2 'url=' 'token=' 'change=' 'connection=' 'symbol=' 'skip=' 'every=' 'count=' 'code=' 'status=' 'seconds=' 'milliseconds=' 'bytes=' 'rows=' 'version' 'h/help'
        case 'adapter'
            __foliod_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'new'
                __foliod_parse_subcommand 1 'language=' 'kind=' 'directory=' 'folio=' 'version' 'h/help'
            case 'test'
                __foliod_parse_subcommand -r 1 'config=' 'credentials=' 'report=' 'expected-failures=' 'only=+' 'live' 'record=' 'replay=' 'list' 'version' 'h/help'
            end
        case 'describe'
            __foliod_parse_subcommand 0 'openrpc' 'markdown' 'version' 'h/help'
        case 'help'
            __foliod_parse_subcommand -r 1 'version'
        end
    end
end

function __foliod_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __foliod_parse_subcommand -S -a positional_count
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

function __foliod_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __foliod_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__foliod_tokens -p)
    if test -z "$(__foliod_tokens -t)"
        set -l index (count (__foliod_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'foliod' -f
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod" -eq 1' -fa 'run' -d 'Runs the daemon in the foreground until SIGTERM or SIGINT (the default).'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod" -eq 1' -fa 'check-config' -d 'Checks a configuration, and with --plan says what it would change, without changing anything.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod" -eq 1' -fa 'sandbox' -d 'Serves Plaid\'s, Alpaca\'s and FMP\'s formats over a made-up world, on loopback.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod" -eq 1' -fa 'sandbox-token' -d 'Prints a public token of a running sandbox, as Plaid Link would hand it to an app.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod" -eq 1' -fa 'sandbox-fault' -d 'Lets a running sandbox answer wrongly, or its world change.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod" -eq 1' -fa 'adapter' -d 'Makes and tests adapters: programs through which the daemon reads accounts and prices.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod" -eq 1' -fa 'describe' -d 'Prints the interface\'s description, made from the code that dispatches the calls.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod run" config' -l 'config' -d 'The configuration file.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod run" socket' -l 'socket' -d 'The socket; else $FOLIOD_SOCKET, else the configuration\'s.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod run" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod check-config" config' -l 'config' -d 'The configuration file.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod check-config" plan' -l 'plan' -d 'Say what would become of each adapter.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod check-config" json' -l 'json' -d 'Print for programs.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod check-config" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod check-config" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox" port' -l 'port' -d 'The port; 0 takes a free one.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox" seed' -l 'seed' -d 'The seed of the world: the same seed is the same world.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox" csv-directory' -l 'csv-directory' -d 'Write the CSV account\'s files to DIRECTORY/default.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox" plan' -l 'plan' -d 'What goes wrong and changes: a plan\'s JSON file, or the seed of one.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox"' -l 'dialect' -d 'How a vendor words what its documentation leaves open; may be repeated.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-token" url' -l 'url' -d 'The sandbox\'s address.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-token" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-token" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" url' -l 'url' -d 'The sandbox\'s address.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" token' -l 'token' -d 'The control token that the sandbox printed; else $FOLIO_SANDBOX_TOKEN.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" change' -l 'change' -d 'A change, as JSON.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" connection' -l 'connection' -d 'The connection: a Plaid item\'s id, plaid-1 for the first item, an Alpaca account\'s id.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" symbol' -l 'symbol' -d 'A symbol that the request asks for.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" skip' -l 'skip' -d 'Requests left alone first.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" every' -l 'every' -d 'Of those after them, each so many-th is hit.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" count' -l 'count' -d 'How many are hit, or "always".' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" code' -l 'code' -d 'The error\'s name, for error and ok_error.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" status' -l 'status' -d 'The HTTP status, for status and html.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" seconds' -l 'seconds' -d 'Seconds to wait, for rate_limited.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" milliseconds' -l 'milliseconds' -d 'For delayed and dripping.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" bytes' -l 'bytes' -d 'Bytes in a piece, for dripping.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" rows' -l 'rows' -d 'For repeated_rows and wrong_total.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod sandbox-fault" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod adapter" -eq 1' -fa 'new' -d 'Writes a working adapter to begin with.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_positional "foliod adapter" -eq 1' -fa 'test' -d 'Tries an adapter against every requirement of the adapter protocol.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter new" language' -l 'language' -d 'What it is written in: python or swift.' -rfka 'python swift'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter new" kind' -l 'kind' -d 'What it does: provider (accounts) or prices.' -rfka 'provider prices'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter new" directory' -l 'directory' -d 'Where it goes; else a directory of its name.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter new" folio' -l 'folio' -d 'Where folio\'s sources are, for Swift.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter new" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter new" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" config' -l 'config' -d 'What configure hands the adapter.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" credentials' -l 'credentials' -d 'How a connection is had.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" report' -l 'report' -d 'Where the report goes, as JSON.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" expected-failures' -l 'expected-failures' -d 'Scenarios that are known to fail, with reasons.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test"' -l 'only' -d 'Only this scenario; may be repeated.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" live' -l 'live' -d 'The vendor\'s real hosts may be asked; connections are not made or ended.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" record' -l 'record' -d 'Keep the session and the vendor\'s answers there, without secrets.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" replay' -l 'replay' -d 'Let the vendor\'s answers kept there answer, offline.' -rfka ''
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" list' -l 'list' -d 'Print the scenarios, and start nothing.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod adapter test" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod describe" openrpc' -l 'openrpc' -d 'As an OpenRPC document (the default).'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod describe" markdown' -l 'markdown' -d 'As Markdown.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod describe" version' -l 'version' -d 'Show the version.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod describe" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'foliod' -n '__foliod_should_offer_completions_for_flags_or_options "foliod help" version' -l 'version' -d 'Show the version.'

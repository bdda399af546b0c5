import Glibc
import Testing

/// A third party's adapter for tests: a shell script, as every system has a shell.
///
/// It keeps one account with ten shares of VTI at 300 dollars and 250 dollars of cash, linked by a code.
struct PluginScript {
    /// What its account is worth: 10 × 300 + 250.
    static let worth = "3250.00"

    var version = "1"
    var kind = "provider"
    var source = "external"
    var capabilities = #"["link","accounts","holdings","transactions"]"#
    /// Shell code that answers `configure`.
    var configure = "answer '{}'"
    /// Shell code that runs first.
    var atStart = ""
    /// Shell code that runs before `accounts.read` is answered.
    var beforeAccounts = ""

    var text: String {
        """
        #!/bin/sh
        answer() { printf '{"jsonrpc":"2.0","id":"%s","result":%s}\\n' "$id" "$1"; }
        fail() { printf '{"jsonrpc":"2.0","id":"%s","error":%s}\\n' "$id" "$1"; }
        \(atStart)
        while IFS= read -r line; do
            id=${line#*'"id":"'}
            id=${id%%'"'*}
            case $line in
            *'"method":"describe"'*) answer '{"protocol":"1","name":"acme","version":"\(version)","kind":"\(kind)",\
        "source":"\(source)","link":{"flow":"fields"},"capabilities":\(capabilities)}' ;;
            *'"method":"configure"'*) \(configure) ;;
            *'"method":"shutdown"'*) answer '{}' ;;
            *'"method":"link.begin"'*) answer '{"flow":"fields","fields":[{"name":"code","label":"Code","secret":true}],\
        "state":"s"}' ;;
            *'"method":"link.complete"'*) answer '{"status":"complete","credentials":{"code":"acme-code-1"},\
        "external_id":"login-1","institution":{"id":"acme","name":"Acme Bank"}}' ;;
            *'"method":"accounts.read"'*) \(beforeAccounts)
                answer '{"accounts":[{"external_id":"a1","name":"Nest egg","type":"investment","currency":"USD"}],\
        "complete":true}' ;;
            *'"method":"holdings.read"'*) answer '{"as_of":"2025-09-23T20:00:00Z",\
        "securities":[{"external_id":"v","ticker":"VTI","name":"Total Market","type":"etf","currency":"USD"}],\
        "holdings":[{"account":"a1","security":"v","qty":"10","price":"300.00","value":"3000.00","currency":"USD",\
        "price_as_of":"2025-09-23T20:00:00Z"}],\
        "cash":[{"account":"a1","currency":"USD","amount":"250.00"}],"complete":true,\
        "counts":{"securities":1,"holdings":1,"cash":1}}' ;;
            *'"method":"transactions.read"'*) answer '{"added":[],"next_cursor":"1","has_more":false,\
        "counts":{"added":0,"modified":0,"removed":0}}' ;;
            *'"method":"prices.latest"'*) answer '{"quotes":[]}' ;;
            *'"method":"disconnect"'*) answer '{"revoked":"true"}' ;;
            *'"method":"'*) fail '{"code":-32601,"message":"no such method"}' ;;
            esac
        done
        """ + "\n"
    }

    /// Puts the script in a directory, by renaming as an installer does.
    @discardableResult
    func install(_ name: String, in directory: String, mode: mode_t = 0o755) throws -> String {
        mkdir(directory, 0o755)
        let path = directory + "/" + name
        try Scratch.replace(path, with: text, mode: mode)
        try #require(chmod(path, mode) == 0)
        return path
    }
}

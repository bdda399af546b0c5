import FolioAdapterKit

/// An adapter that has been started, whichever way.
enum AdapterLife {
    case process(ProcessChannel)
    case local(LocalChannel)

    var channel: any AdapterChannel {
        switch self {
        case .process(let channel): channel
        case .local(let channel): channel
        }
    }

    var session: HostSession {
        switch self {
        case .process(let channel): channel.session
        case .local(let channel): channel.session
        }
    }
}

/// How the first exchange with a new adapter ended.
enum AdapterWelcome {
    case ready
    /// It will refuse again until something changes.
    case refused(AdapterError)
    /// It can't run here at all, by its own word.
    case disabled(String)
    /// It died, or did not answer as it should.
    case broken(AdapterError)
}

/// Who is at the other end of a connection, by the kernel's word.
package struct Caller: Hashable, Sendable {
    /// The process that connected.
    package let pid: Int32

    /// Its effective user at that moment.
    package let uid: UInt32

    /// Its effective group at that moment.
    package let gid: UInt32

    /// Its further groups: those the process had, and those the user database gives its user; ascending, `gid` included.
    package let groups: [UInt32]

    /// States who calls; ``groups`` are sorted and ``gid`` is among them.
    package init(pid: Int32, uid: UInt32, gid: UInt32, groups: [UInt32] = []) {
        self.pid = pid
        self.uid = uid
        self.gid = gid
        self.groups = Set(groups).union([gid]).sorted()
    }
}

import CSys
package import FolioCrypto
import Glibc

/// The key that seals credentials: 32 bytes as 64 hexadecimal digits, in a file outside the database.
package enum MasterKey {
    /// The name of the systemd credential that replaces the file.
    static let systemdCredential = "master.key"

    private static let digits = 64

    /// Reads the key, from `$CREDENTIALS_DIRECTORY/master.key` where systemd gives it, else from the file; makes the
    /// file, mode 0600, where there is none.
    ///
    /// Throws where the file is readable by others, is owned by someone else, or does not hold a key.
    package static func load(path: String, environment: [String: String]) throws(SealError) -> SymmetricKey {
        if let directory = environment["CREDENTIALS_DIRECTORY"] {
            let file = directory + "/" + systemdCredential
            if access(file, R_OK) == 0 { return try read(file, checkingOwner: false) }
        }
        if access(path, F_OK) == 0 { return try read(path, checkingOwner: true) }
        return try make(path)
    }

    private static func make(_ path: String) throws(SealError) -> SymmetricKey {
        let key = SymmetricKey()
        let text = key.hexadecimal + "\n"
        // Whole under another name first: a file that a crash left half written would block every later start.
        let draft = "\(path).partial-\(getpid())"
        defer { unlink(draft) }
        let isThere =
            write(Array(text.utf8), to: draft) && link(draft, path) == 0
            && synchronize(directory: path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".")
        guard isThere else {
            throw .unusableKey("the key file \(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        return key
    }

    private static func write(_ bytes: [UInt8], to path: String) -> Bool {
        let descriptor = csys_open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    }

    private static func synchronize(directory: String) -> Bool {
        let descriptor = csys_open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    private static func read(_ path: String, checkingOwner: Bool) throws(SealError) -> SymmetricKey {
        let descriptor = csys_open(path, O_RDONLY | O_NOFOLLOW, 0)
        guard descriptor >= 0 else {
            throw .unusableKey("the key file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unusableKey("the key file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        if checkingOwner {
            guard status.st_uid == geteuid() || status.st_uid == 0, status.st_mode & 0o077 == 0 else {
                throw .unusableKey(
                    "the key file \(path) can be read by others; `chmod 600 \(path)` and make the daemon its owner"
                )
            }
        }
        var buffer = [UInt8](repeating: 0, count: digits + 2)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count == digits || (count == digits + 1 && buffer[digits] == UInt8(ascii: "\n")),
            let key = bytes(ofHexadecimal: buffer[..<digits]).flatMap(SymmetricKey.init)
        else {
            throw .unusableKey(
                "the key file \(path) does not hold 64 hexadecimal digits; restore it, or remove it and link every account again"
            )
        }
        return key
    }

    private static func bytes(ofHexadecimal text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text {
            guard character < 0x80, let digit = Character(Unicode.Scalar(character)).hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return bytes
    }
}

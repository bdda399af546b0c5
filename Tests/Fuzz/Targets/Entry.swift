import Glibc

/// The target of this process, by `FOLIO_FUZZ`.
private let target: FuzzTarget = {
    let name = getenv("FOLIO_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        preconditionFailure("FOLIO_FUZZ names the target: \(known)")
    }
    return target
}()

/// What libFuzzer calls with each input; unused elsewhere.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(FuzzFinding) {
        try target.run(bytes)
    } catch {
        preconditionFailure(error.description)
    }
    return 0
}

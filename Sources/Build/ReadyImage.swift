import Engine
import Model
import Pipeline
import System

/// The image of a service that is built elsewhere: found in the engine, or asked for where it comes from.
struct ReadyImage {
    let service: ServiceName
    let reference: String
    let policy: StackService.PullPolicy

    /// The image, with its content address: that of its content, whatever the name leads to tomorrow.
    func find(in engine: Engine) throws -> (image: Image, address: String) {
        if policy != .always, let image = try engine.image(reference) { return (image, Self.address(image)) }
        guard policy != .never else {
            throw Failure(
                .notFound, "the image '\(reference)' of '\(service)' is not here, and its pull_policy is 'never'",
                hint: "bring it to this server: docker pull \(reference)")
        }
        let began = Instant.now
        Report.step("Pulling \(reference) for \(service)")
        var progress = TransferReport("pulling \(reference)")
        do {
            try engine.pull(reference) { progress.show($0) }
        } catch let failure as Failure {
            throw refused(failure)
        }
        guard let image = try engine.image(reference) else {
            throw Failure(.unavailable, "the image '\(reference)' of '\(service)' is not here though it was pulled")
        }
        Report.detail("pulled \(reference) in \(Report.seconds(began.elapsed))")
        return (image, Self.address(image))
    }

    /// 32 hexadecimal digits: a valid tag.
    static func address(_ image: Image) -> String {
        String(SHA256.hex(of: image.id).prefix(32))
    }

    private func refused(_ failure: Failure) -> Failure {
        let what = "the image '\(reference)' of '\(service)'"
        let detail = [failure.message] + failure.detail
        switch failure.code {
        case .notFound, .notPermitted:
            return Failure(
                .badData, "\(what) is not to be had: there is no such image, or not without a login",
                hint: "see whether its name is right; one of your own has a build in the stack file", detail: detail)
        case .badData:
            return Failure(.badData, "\(what) has no name that a registry could know", detail: detail)
        default:
            return Failure(
                failure.code, "\(what) can't be pulled now, and this server doesn't have it",
                hint: "try again, or bring it here: docker pull \(reference)", detail: detail)
        }
    }
}

import Engine
import Model
import Pipeline
import Store
import System

extension Sweep {
    /// Removes one after the other; of a preview nothing. A failure stops nothing but what depends on it: where a
    /// release's record stays, so do its images and its log.
    func carryOut(_ leftovers: [Leftover], _ measure: Measure?) -> Outcome {
        var outcome = Outcome()
        let leftovers = leftovers.map { measure?.measured($0) ?? $0 }
        guard !isPreview else {
            outcome.removed = leftovers
            return outcome
        }
        var isRecordLeft = false
        var registryLock: FileLock?
        for leftover in leftovers {
            if isRecordLeft, leftover.belongsToReleases { continue }
            if leftover.isRegistrys, registryLock == nil {
                outcome.attempt { _ in registryLock = try collector.beginRemoval() }
                // The collector runs: the next time.
                if registryLock == nil {
                    outcome.inUse += 1
                    continue
                }
            }
            do {
                try remove(leftover)
                outcome.removed.append(leftover)
            } catch {
                outcome.problems.append(error as? Failure ?? Failure(.unavailable, "\(error)"))
                if case .release = leftover.thing { isRecordLeft = true }
            }
        }
        withExtendedLifetime(registryLock) {}
        return outcome
    }

    private func remove(_ leftover: Leftover) throws {
        switch leftover.thing {
        case .service(let name): try engine.removeService(name)
        case .container(let id, _): try engine.removeContainer(id)
        case .release(let number): if let app = leftover.app { try store.deleteRelease(app, number) }
        case .configuration(let number): if let app = leftover.app { try store.deleteConfiguration(app, number) }
        case .image(let references, _): for reference in references { try engine.removeImage(reference) }
        case .network(let name): try engine.removeNetwork(name)
        case .file(let kind, let name): try engine.removeFile(kind, named: name)
        case .manifest(let image): try registry.delete(image)
        case .tag(let repository, let tag): try storage.removeTag(tag, of: repository)
        case .repositories(let path), .log(let path), .export(let path): try Files.remove(path)
        case .quarantine(let repository, _): try Quarantine(repository).sweep()
        case .buildCache(let bytes): try engine.pruneBuildCache(keeping: bytes)
        }
    }
}

extension Leftover {
    fileprivate var belongsToReleases: Bool {
        switch thing {
        case .configuration, .image, .manifest, .tag, .log: true
        default: false
        }
    }

    fileprivate var isRegistrys: Bool {
        switch thing {
        case .manifest, .tag, .repositories: true
        default: false
        }
    }
}

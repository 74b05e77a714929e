import System

/// What other threads have for the one that reads it: in order, and with a descriptor to wait on.
final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Shared<[Message]>([])
    private let signal = Signal()

    /// Readable while there is something to take.
    var descriptor: Descriptor { signal.descriptor }

    func post(_ message: Message) {
        let first = messages.update { messages in
            messages.append(message)
            return messages.count == 1
        }
        if first { signal.raise() }
    }

    /// All that has come; none where nothing has.
    func take() -> [Message] {
        signal.wait(for: 0)
        return messages.update { messages in
            defer { messages = [] }
            return messages
        }
    }
}

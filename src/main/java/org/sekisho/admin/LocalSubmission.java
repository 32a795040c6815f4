package org.sekisho.admin;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.ReversePath;
import org.sekisho.gate.Client;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.QueueId;

/// Takes a message from a process of this machine (the sendmail command). Safe from any thread.
public interface LocalSubmission {
    /// What an address without a domain gets, e.g. `root` in cron's mail (RFC 6409 §6.2).
    Domain localDomain();

    /// Asks the gate for every recipient, completes the header (RFC 6409 §8) and queues the message.
    /// @param message with CRLF line ends only, at most as large as the limits allow
    /// @throws IOException from the stream: nothing was taken
    Result submit(Mail mail, InputStream message) throws IOException;

    /// What called the sendmail command, for whoever has to find it. Only its uid is certain: the rest is what it
    /// says.
    /// @param command the program's file
    /// @param folder it worked in
    record Caller(String command, String folder) {}

    /// @param reversePath the one the caller named, else the process's user at the local domain
    record Mail(
            Client.LocalProcess who,
            Caller caller,
            ReversePath reversePath,
            List<ForwardPath> recipients,
            Dsn.ForMessage dsn,
            Dsn.ForRecipient recipientDsn) {}

    sealed interface Result {
        /// On disk (invariant I2).
        record Taken(QueueId id) implements Result {}

        record Refused(String why) implements Result {}

        record TryLater(String why) implements Result {}
    }
}

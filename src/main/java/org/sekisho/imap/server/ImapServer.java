package org.sekisho.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.Directory;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.accounts.Service;
import org.sekisho.address.Network;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.mailbox.AccessLists;
import org.sekisho.mailbox.Annotations;
import org.sekisho.mailbox.FirstFolders;
import org.sekisho.mailbox.MailboxTree;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.net.Connection;
import org.sekisho.net.TlsIdentity;
import org.sekisho.search.FullText;
import org.sekisho.search.Ordering;
import org.sekisho.store.Blobs;
import org.sekisho.store.StorageException;

/// What all IMAP sessions share. Safe from any thread.
/// @param blobs where messages are written that users append
/// @param tls what STARTTLS and IMAPS show; empty: STARTTLS is not offered, and IMAPS cannot be served
public record ImapServer(
        Settings settings,
        SaslLogin login,
        Directory directory,
        Mailboxes mailboxes,
        MailboxTree tree,
        FirstFolders folders,
        Blobs blobs,
        FullText texts,
        Ordering ordering,
        AccessLists accessLists,
        Annotations annotations,
        Optional<TlsIdentity> tls,
        InstantSource clock,
        Log log,
        Counters counters) {
    /// What a client hears when too many came from its address.
    public static final String REFUSAL = "* BYE [LIMIT] too many connections from your address\r\n";

    public static final Duration TIMEOUT = Duration.ofMinutes(30); // RFC 9051 §5.4
    public static final Duration LOGIN_TIMEOUT = Duration.ofMinutes(3);

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofMinutes(1);

    /// @param timeout how long a user may say nothing; RFC 9051 §5.4 wants 30 minutes at least
    /// @param loginTimeout the same, before anybody has logged in
    /// @param plainText from which addresses passwords may be sent without TLS
    /// @param messageOctets the largest message that is taken (RFC 7889)
    public record Settings(
            String hostname, Duration timeout, Duration loginTimeout, List<Network> plainText, long messageOctets) {
        public Settings(String hostname, long messageOctets) {
            this(hostname, TIMEOUT, LOGIN_TIMEOUT, List.of(), messageOctets);
        }
    }

    /// Serves one connection to its end.
    /// @param service IMAP or IMAPS, which begins with a TLS handshake
    public void serve(Connection connection, Service service) throws IOException {
        if (service == Service.IMAPS) {
            TlsIdentity identity = tls.orElseThrow(() -> new IllegalStateException("IMAPS needs a certificate"));
            if (!secured(connection, identity)) {
                return;
            }
        }
        new ImapSession(this, connection, service).run();
    }

    /// @return false when the client had sent plain text that would have passed for what it says under TLS: hang
    /// up
    boolean secured(Connection connection, TlsIdentity identity) throws IOException {
        connection.timeout(HANDSHAKE_TIMEOUT);
        return connection.startTlsAsServer(identity) == 0;
    }

    /// Ends the session of who may not log in any more: the account was suspended or removed, its password changed,
    /// the app password revoked. Asked before each command, and before anything is told unasked; who idles is woken
    /// for it.
    void requireStanding(Login session) throws SelectedMailbox.Gone {
        if (directory.standing(session) instanceof Directory.Standing.Gone(var why)) {
            log.info("imap.standing", "user", session.user(), "why", why);
            throw new SelectedMailbox.Gone("you may not log in any more");
        }
    }

    /// What a client hears when the store cannot do its work (invariant I3); the reason is for our log.
    Completion unavailable(StorageException why, Connection connection) {
        counters.count("imap_storage_errors");
        log.error("imap.storage", why, "client", connection.peerAddress().getHostAddress());
        return Completion.no(Plain.UNAVAILABLE, "storage is not available, try again later");
    }
}

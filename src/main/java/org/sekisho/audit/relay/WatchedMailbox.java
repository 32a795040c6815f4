package org.sekisho.audit.relay;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.eclipse.angus.mail.pop3.POP3Message;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Secret;

/// A person's mailbox elsewhere, read over IMAP (RFC 9051) or POP3 (RFC 1939), in which what the server under
/// check sends on arrives. Nothing in it is changed: folders are opened with EXAMINE, bodies read with BODY.PEEK
/// or TOP, and nothing is deleted or marked as read. Only what came after the beginning is looked at.
public final class WatchedMailbox implements Witness {
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final int TIMEOUT = 20_000; // ms
    private static final int READ = 64 * 1024; // octets of a message: a notification quotes the header soon
    private static final int LINES = 400; // of a message over POP3, for the same reason
    private static final int NEW = 2_000; // messages that may come meanwhile
    /// Where filters put what they take for spam; the check's messages look like it. RFC 6154 §2, and usual
    /// names.
    private static final Set<String> SPAM = Set.of(
            "junk", "spam", "junk e-mail", "junk email", "bulk", "迷惑メール", "[gmail]/spam", "inbox.junk", "inbox.spam");

    private final MailAccount account;
    private final String host;
    private final Mailbox address;
    private final Secret password;
    private final Session session;
    private final Map<String, Mark> folders = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>(); // POP3: the unique ids of what was there, or has been read
    private final Map<String, String> relayed = new HashMap<>();
    private final Map<String, String> returned = new HashMap<>();

    /// Where to go on in a folder.
    private record Mark(long uidValidity, long nextUid) {}

    private WatchedMailbox(
            MailAccount account, String host, int port, Mailbox address, Secret password, boolean anyCertificate)
            throws IOException {
        this.account = account;
        this.host = host;
        this.address = address;
        this.password = password;
        this.session = Session.getInstance(properties(port, anyCertificate));
    }

    /// Logs in and notes what is there already.
    /// @param host of the account's server
    /// @param address what is sent there arrives in this mailbox
    /// @param anyCertificate whether to believe any server, and to go without TLS if it has none; a server on
    ///     this machine is believed anyhow
    /// @throws IOException it cannot be read
    public static WatchedMailbox open(
            MailAccount account, String host, int port, Mailbox address, Secret password, boolean anyCertificate)
            throws IOException {
        var mailbox = new WatchedMailbox(account, host, port, address, password, anyCertificate);
        mailbox.visit(store -> {
            if (account.protocol().isImap()) {
                mailbox.noteFolders(store);
            } else {
                mailbox.readPop3(store, false);
            }
        });
        return mailbox;
    }

    private Properties properties(int port, boolean anyCertificate) throws IOException {
        boolean trusting = anyCertificate || InetAddress.getByName(host).isLoopbackAddress();
        String scheme = account.protocol().scheme();
        Map<String, Object> settings = new HashMap<>(Map.of(
                "port", port,
                "connectiontimeout", TIMEOUT,
                "timeout", TIMEOUT,
                "writetimeout", TIMEOUT,
                "ssl.checkserveridentity", !trusting,
                "peek", true,
                "fetchsize", READ,
                "rsetbeforequit", true));
        if (trusting) {
            settings.put("ssl.trust", "*");
        }
        if (!account.protocol().isImplicitTls()) {
            settings.put("starttls.enable", true);
            settings.put("starttls.required", !trusting);
        }
        var properties = new Properties();
        settings.forEach((name, value) -> properties.setProperty("mail." + scheme + "." + name, value.toString()));
        return properties;
    }

    private interface Visit {
        void read(Store store) throws MessagingException, IOException;
    }

    private void visit(Visit visit) throws IOException {
        try (Store store = session.getStore(account.protocol().scheme())) {
            store.connect(host, account.user(), password.value());
            visit.read(store);
        } catch (AuthenticationFailedException e) {
            throw new IOException("the mailbox " + address + " does not let us in: " + e.getMessage(), e);
        } catch (MessagingException | RuntimeException e) { // the library throws both for what a server says
            throw new IOException("the mailbox " + address + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Token token(String unique) {
        return Token.at(address.localPart().toString(), unique);
    }

    @Override
    public boolean isMailbox() {
        return true;
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void look() throws IOException {
        visit(store -> {
            if (account.protocol().isImap()) {
                for (String name : List.copyOf(folders.keySet())) {
                    readImap((IMAPFolder) store.getFolder(name));
                }
            } else {
                readPop3(store, true);
            }
        });
    }

    private void noteFolders(Store store) throws MessagingException, IOException {
        note((IMAPFolder) store.getFolder("INBOX"));
        for (Folder folder : store.getDefaultFolder().list("*")) {
            var each = (IMAPFolder) folder;
            if (isSpam(each) && (each.getType() & Folder.HOLDS_MESSAGES) != 0) {
                note(each);
            }
        }
    }

    private static boolean isSpam(IMAPFolder folder) throws MessagingException {
        return Arrays.stream(folder.getAttributes()).anyMatch("\\Junk"::equalsIgnoreCase)
                || SPAM.contains(folder.getFullName().toLowerCase(Locale.ROOT));
    }

    private void note(IMAPFolder folder) throws MessagingException {
        folder.open(Folder.READ_ONLY);
        int count = folder.getMessageCount();
        long next = count == 0 ? 1 : folder.getUID(folder.getMessage(count)) + 1;
        folders.put(folder.getFullName(), new Mark(folder.getUIDValidity(), next));
        folder.close(false);
    }

    private void readImap(IMAPFolder folder) throws MessagingException, IOException {
        String name = folder.getFullName();
        Mark mark = Optional.ofNullable(folders.get(name)).orElseThrow();
        folder.open(Folder.READ_ONLY);
        if (folder.getUIDValidity() != mark.uidValidity()) {
            throw new MessagingException(name + " has been numbered anew (UIDVALIDITY)");
        }
        long next = mark.nextUid();
        // "*" is the last one even if its UID is lower (RFC 9051 §9, seq-range)
        for (Message message : bounded(folder.getMessagesByUID(next, UIDFolder.LASTUID))) {
            long uid = folder.getUID(message);
            if (uid >= mark.nextUid()) {
                try (InputStream text = ((IMAPMessage) message).getMimeStream()) {
                    take(text.readNBytes(READ), name + ", UID " + uid);
                }
                next = Math.max(next, uid + 1);
            }
        }
        folders.put(name, new Mark(mark.uidValidity(), next));
        folder.close(false);
    }

    private void readPop3(Store store, boolean take) throws MessagingException, IOException {
        var inbox = (POP3Folder) store.getFolder("INBOX");
        inbox.open(Folder.READ_ONLY);
        Message[] messages = inbox.getMessages();
        var profile = new FetchProfile();
        profile.add(UIDFolder.FetchProfileItem.UID);
        inbox.fetch(messages, profile);
        Set<String> fresh = new HashSet<>();
        for (Message message : messages) {
            String uid = Optional.ofNullable(inbox.getUID(message))
                    .orElseThrow(() -> new IllegalStateException("the server has no UIDL"));
            if (!known.contains(uid)) {
                fresh.add(uid);
                if (take) {
                    bounded(fresh.toArray(String[]::new));
                    try (InputStream text = ((POP3Message) message).top(LINES)) {
                        take(text.readNBytes(READ), "UIDL " + uid);
                    }
                }
            }
        }
        known.addAll(fresh);
        inbox.close(false);
    }

    private static <T> T[] bounded(T[] messages) throws MessagingException {
        if (messages.length > NEW) {
            throw new MessagingException("more than " + NEW + " messages have come meanwhile");
        }
        return messages;
    }

    private void take(byte[] octets, String where) {
        Arrival arrival = Arrival.of(new String(octets, StandardCharsets.ISO_8859_1));
        arrival.own().forEach(mark -> relayed.putIfAbsent(mark, "in " + address + ", " + where));
        arrival.quoted().forEach(mark -> returned.putIfAbsent(mark, "in " + address + ", " + where));
    }

    @Override
    public Optional<String> relayed(Token token) {
        return Optional.ofNullable(relayed.get(token.mark()));
    }

    @Override
    public Optional<String> returned(Token token) {
        return Optional.ofNullable(returned.get(token.mark()));
    }

    @Override
    public void close() {
        // every look has a connection of its own
    }
}

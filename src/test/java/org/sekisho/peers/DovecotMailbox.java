package org.sekisho.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A mailbox of a real Dovecot, by IMAP and POP3 on loopback. Whatever name one logs in with, it is this one.
final class DovecotMailbox implements AutoCloseable {
    static final String PASSWORD = "over-there-9";

    private final Path folder;
    private final int imap;
    private final int pop3;

    DovecotMailbox(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        imap = Postfix.freePort();
        pop3 = Postfix.freePort();
        for (String each : List.of("new", "cur", "tmp")) {
            Files.createDirectories(folder.resolve("mail").resolve(each));
            Files.createDirectories(folder.resolve("mail/.Junk").resolve(each));
        }
        Command.run(
                        folder,
                        "chown",
                        "-R",
                        "nobody:nogroup",
                        folder.resolve("mail").toString())
                .good();
        Command.letOthersIn(folder);
        Files.writeString(folder.resolve("dovecot.conf"), """
                base_dir = %1$s/run
                state_dir = %1$s/run
                log_path = %1$s/log
                protocols = imap pop3
                listen = 127.0.0.1
                ssl = no
                disable_plaintext_auth = no
                mail_location = maildir:%1$s/mail
                first_valid_uid = 1
                passdb {
                  driver = static
                  args = password=%2$s
                }
                userdb {
                  driver = static
                  args = uid=nobody gid=nogroup home=%1$s
                }
                namespace inbox {
                  inbox = yes
                  mailbox Junk {
                    special_use = \\Junk
                  }
                }
                service imap-login {
                  inet_listener imap {
                    port = %3$d
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service pop3-login {
                  inet_listener pop3 {
                    port = %4$d
                  }
                  inet_listener pop3s {
                    port = 0
                  }
                }
                """.formatted(folder, PASSWORD, imap, pop3));
        Command.run(folder, "dovecot", "-c", folder.resolve("dovecot.conf").toString())
                .good();
        Postfix.await(() -> Postfix.accepts(imap) && Postfix.accepts(pop3), "Dovecot to listen");
    }

    int imap() {
        return imap;
    }

    int pop3() {
        return pop3;
    }

    /// @param box `mail` for the inbox, or `mail/.Junk`
    void deliver(String box, String name, String message) throws IOException {
        Path file = Files.writeString(folder.resolve(box).resolve("tmp").resolve(name), message);
        Command.run(folder, "chown", "nobody:nogroup", file.toString()).good();
        Files.move(file, folder.resolve(box).resolve("new").resolve(name));
    }

    /// The files of all messages: their names end in `:2,` and the flags.
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("mail"))) {
            return files.filter(file ->
                            file.toString().contains("/new/") || file.toString().contains("/cur/"))
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        Command.run(folder, "doveadm", "-c", folder.resolve("dovecot.conf").toString(), "stop");
    }
}

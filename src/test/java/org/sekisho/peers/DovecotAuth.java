package org.sekisho.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Dovecot's authentication service alone, for a Postfix that asks for passwords: one user, one mechanism.
final class DovecotAuth implements AutoCloseable {
    private final Path folder;

    DovecotAuth(Path folder, String mechanism, String user, String password) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("users"), user + ":{PLAIN}" + password + "\n");
        Files.writeString(folder.resolve("dovecot.conf"), """
                base_dir = %1$s/run
                state_dir = %1$s/run
                log_path = %1$s/log
                protocols =
                ssl = no
                auth_mechanisms = %2$s
                passdb {
                  driver = passwd-file
                  args = %1$s/users
                }
                userdb {
                  driver = static
                  args = uid=nobody gid=nogroup home=%1$s
                }
                service auth {
                  unix_listener %1$s/login {
                    mode = 0666
                  }
                }
                """.formatted(folder, mechanism));
        Command.run(folder, "dovecot", "-c", folder.resolve("dovecot.conf").toString())
                .good();
        Postfix.await(() -> Files.exists(folder.resolve("login")), "Dovecot's socket");
    }

    @Override
    public void close() throws IOException {
        Command.run(folder, "doveadm", "-c", folder.resolve("dovecot.conf").toString(), "stop");
    }
}

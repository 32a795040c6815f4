package org.sekisho.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.address.Mailbox;
import org.sekisho.cli.Launcher.TryOptions;
import org.sekisho.net.SelfSigned;

/// What `try` makes up: a settings file, a certificate and a password, kept in its folder for the next start.
final class TrySettings {
    /// Service and its standard port.
    private static final Map<String, Integer> PORTS = new LinkedHashMap<>();

    static {
        PORTS.put("smtp", 25);
        PORTS.put("submission", 587);
        PORTS.put("submissions", 465);
        PORTS.put("lmtp", 24);
        PORTS.put("imap", 143);
        PORTS.put("imaps", 993);
        PORTS.put("pop3", 110);
        PORTS.put("pop3s", 995);
    }

    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"; // none that look alike
    private static final int PASSWORD_LETTERS = 12;

    private final Path folder;
    private final TryOptions options;
    private final List<NewAccount> given;

    /// @throws org.sekisho.address.SyntaxError an account is not written as `ADDRESS:PASSWORD`
    TrySettings(Path folder, TryOptions options) {
        this.folder = folder;
        this.options = options;
        this.given = options.accounts().stream().map(NewAccount::of).toList();
    }

    /// Writes the settings, and the certificate unless it is there.
    /// @return the settings file
    Path write() throws IOException, GeneralSecurityException {
        Files.createDirectories(
                folder.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path certificate = folder.resolve("cert.pem");
        if (!Files.exists(certificate)) {
            SelfSigned.write(
                    certificate,
                    folder.resolve("key.pem"),
                    List.of("mx." + options.domain(), "localhost", "127.0.0.1"),
                    Instant.now());
        }
        Path file = folder.resolve("sekisho.toml");
        Files.writeString(file, text());
        return file;
    }

    private String text() {
        var text = new StringBuilder("# Written by `sekisho try` at every start.\n");
        text.append("hostname = \"mx.").append(options.domain()).append("\"\n");
        text.append("data = \"data\"\n\n[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n");
        PORTS.forEach((service, port) -> text.append("\n[[listener]]\nservice = \"")
                .append(service)
                .append("\"\naddress = \"")
                .append(host())
                .append(':')
                .append(options.portBase() < 0 ? 0 : options.portBase() + port)
                .append("\"\n"));
        text.append("\n[login]\nplain_text = [\"127.0.0.0/8\", \"::1\"]\n");
        text.append("\n[queue]\nfirst_retry = \"2s\"\nmax_retry = \"1m\"\n");
        text.append("\n[audit]\nnetwork_after = \"10m\"\nblocklists = \"off\"\n");
        options.smarthost()
                .ifPresent(host -> text.append("\n[[route]]\ndomain = \"*\"\nvia = [\"")
                        .append(host.replace("\"", "").replace("\\", ""))
                        .append("\"]\n"));
        return text.toString();
    }

    private String host() {
        return options.address().indexOf(':') >= 0 ? "[" + options.address() + "]" : options.address();
    }

    /// Those that were asked for, or `alice` with a password of her own.
    List<NewAccount> accounts() throws IOException {
        if (!given.isEmpty()) {
            return given;
        }
        Path kept = folder.resolve("password");
        if (!Files.exists(kept)) {
            Files.createFile(kept, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(kept, password(new SecureRandom()) + "\n");
        }
        return List.of(NewAccount.of(
                Mailbox.of("alice@" + options.domain()), Files.readString(kept).strip()));
    }

    static String password(SecureRandom random) {
        var password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LETTERS; i++) {
            password.append(i > 0 && i % 4 == 0 ? "-" : "").append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}

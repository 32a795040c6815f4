package org.sekisho.notice;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.address.SyntaxError;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// Who is told of an account's new mail. The administrator says so, never a user: it makes the server connect, or
/// run something.
public sealed interface NoticeTarget {
    int MAX = 2_000; // characters

    /// @param uri http or https, with a host
    record Url(URI uri) implements NoticeTarget {
        /// What may be logged: the rest is often a secret.
        @Override
        public String toString() {
            return uri.getScheme() + "://" + uri.getRawAuthority() + "/...";
        }
    }

    /// @param program absolute; run without arguments and without a shell
    record Program(Path program) implements NoticeTarget {
        @Override
        public String toString() {
            return program.toString();
        }
    }

    /// @throws SyntaxError with what a person may be told
    static NoticeTarget url(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException _) {
            throw new SyntaxError("not a URL");
        }
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http") || scheme.equals("https");
        if (!http || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new SyntaxError("expected http://HOST/... or https://HOST/..., without a user and without #");
        }
        if (text.length() > MAX || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new SyntaxError("a URL has at most " + MAX + " characters, all of them ASCII");
        }
        return new Url(uri);
    }

    /// @throws SyntaxError with what a person may be told
    static NoticeTarget program(String text) {
        try {
            Path path = Path.of(text).normalize();
            if (path.isAbsolute() && text.length() <= MAX) {
                return new Program(path);
            }
        } catch (InvalidPathException _) {
            // said below
        }
        throw new SyntaxError("expected the absolute path of a program");
    }

    /// As a person wrote it.
    default String text() {
        return switch (this) {
            case Url(var uri) -> uri.toString();
            case Program(var program) -> program.toString();
        };
    }

    default byte[] stored() {
        return Encoder.version(1).flag(this instanceof Url).text(text()).toBytes();
    }

    static NoticeTarget read(byte[] value, String account) {
        Decoder decoder = Decoder.of(value, 1, "who is told of new mail of account " + account);
        NoticeTarget target = decoder.checked(() -> decoder.flag() ? url(decoder.text()) : program(decoder.text()));
        decoder.end();
        return target;
    }
}

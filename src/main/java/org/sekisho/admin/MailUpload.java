package org.sekisho.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.SystemFlag;

/// The body of `mailbox.import`, as the one who asks sends it: a line of JSON for each mailbox; for each message a
/// line of JSON, its octets ([Frames]), and a line of JSON that says what it is known by, or that there is none.
/// For one thread.
public final class MailUpload {
    private final OutputStream out;
    private final ObjectMapper json = new ObjectMapper();

    public MailUpload(OutputStream out) {
        this.out = out;
    }

    public void mailbox(MailboxName name, OptionalLong uidValidity, OptionalLong nextUid) throws IOException {
        line(Fields.of("mailbox", name, "uidvalidity", boxed(uidValidity), "uidnext", boxed(nextUid)));
    }

    /// @return takes the message, lines ending with CRLF; to be closed, then [#end] is to be called
    public OutputStream begin(Flags flags, Instant date, OptionalLong uid) throws IOException {
        line(Fields.of("flags", words(flags), "date", date.getEpochSecond(), "uid", boxed(uid)));
        return Frames.output(out);
    }

    /// @param source empty: the message could not be read, what was sent of it counts for nothing
    public void end(Optional<String> source) throws IOException {
        line(Fields.of("source", source));
    }

    /// As IMAP writes them.
    static List<String> words(Flags flags) {
        List<String> words = new ArrayList<>();
        for (SystemFlag flag : SystemFlag.values()) {
            if (flags.has(flag)) {
                words.add(flag.text());
            }
        }
        words.addAll(flags.keywords());
        return words;
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private void line(Map<String, ?> fields) throws IOException {
        out.write((json.writeValueAsString(new LinkedHashMap<>(fields)) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}

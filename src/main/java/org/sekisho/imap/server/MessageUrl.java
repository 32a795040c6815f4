package org.sekisho.imap.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import org.sekisho.imap.Command;
import org.sekisho.imap.CommandError;
import org.sekisho.imap.CommandLine;
import org.sekisho.imap.CommandParser;
import org.sekisho.imap.FetchItem;
import org.sekisho.imap.FetchItem.Partial;
import org.sekisho.imap.ParserMode;
import org.sekisho.imap.Section;

/// The URL of a message of this server, or of a part of one, as CATENATE takes it (RFC 5092, RFC 4469 §3).
/// @param mailbox as the user names it
/// @param uid 1 or more
record MessageUrl(String mailbox, OptionalLong uidValidity, long uid, Section section, Optional<Partial> partial) {
    private static final int MAX_LENGTH = 4096; // characters
    private static final int HEX = 16;
    private static final java.util.regex.Pattern FORM = java.util.regex.Pattern.compile(
            "(?i)(?:imap://(?:[^/@]*@)?(?<host>[^/:@]*)(?::[0-9]{1,5})?)?/(?<mailbox>[^;]+?)"
                    + "(?:;UIDVALIDITY=(?<validity>[0-9]{1,10}))?/;UID=(?<uid>[0-9]{1,10})"
                    + "(?:/;SECTION=(?<section>[^;]+?))?(?:/;PARTIAL=(?<offset>[0-9]{1,18})(?:\\.(?<octets>[0-9]{1,10}))?)?");

    /// @param hostname ours
    /// @return empty: not a URL, or one of another server
    static Optional<MessageUrl> of(String url, String hostname) {
        if (url.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(url);
        if (!form.matches()
                || (form.group("host") != null && !form.group("host").equalsIgnoreCase(hostname))) {
            return Optional.empty();
        }
        Optional<String> mailbox = decoded(form.group("mailbox"));
        Optional<Section> section = form.group("section") == null
                ? Optional.of(new Section.Whole(List.of()))
                : decoded(form.group("section")).flatMap(MessageUrl::section);
        if (mailbox.isEmpty() || section.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MessageUrl(
                mailbox.get(),
                form.group("validity") == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(form.group("validity"))),
                Long.parseLong(form.group("uid")),
                section.get(),
                partial(form)));
    }

    private static Optional<Partial> partial(Matcher form) {
        if (form.group("offset") == null) {
            return Optional.empty();
        }
        String octets = form.group("octets");
        return Optional.of(new Partial(
                Long.parseLong(form.group("offset")), octets == null ? Long.MAX_VALUE : Long.parseLong(octets)));
    }

    /// In the grammar of FETCH.
    private static Optional<Section> section(String text) {
        String line = "a FETCH 1 BODY.PEEK[" + text + "]";
        try {
            var command = new CommandLine(line.getBytes(StandardCharsets.UTF_8));
            return command.awaited().isEmpty()
                            && CommandParser.parse(command, ParserMode.REV1).command() instanceof Command.Fetch fetch
                            && fetch.items().size() == 1
                            && fetch.items().getFirst() instanceof FetchItem.Body body
                            && body.partial().isEmpty()
                    ? Optional.of(body.section())
                    : Optional.empty();
        } catch (CommandError _) {
            return Optional.empty();
        }
    }

    /// @return empty: a percent sign that is none
    private static Optional<String> decoded(String encoded) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] text = encoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            if (text[i] != '%') {
                octets.write(text[i]);
                continue;
            }
            boolean whole = i < text.length - 2;
            int high = whole ? Character.digit(text[i + 1], HEX) : -1;
            int low = whole ? Character.digit(text[i + 2], HEX) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            octets.write(HEX * high + low);
            i += 2;
        }
        return Optional.of(octets.toString(StandardCharsets.UTF_8));
    }
}

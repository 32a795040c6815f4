package org.sekisho.notice;

import java.util.LinkedHashMap;
import java.util.Map;

/// What is told of new mail: of the last message that came, and how many came since the last notice. The texts
/// are a stranger's: one line each, without control characters, at most [#MAX_TEXT] characters.
/// @param date of the header, as it stands there
public record Notice(
        String account, String mailbox, String from, String subject, String date, String messageId, int messages) {
    static final int MAX_TEXT = 500;

    public Notice {
        from = line(from);
        subject = line(subject);
        date = line(date);
        messageId = line(messageId);
    }

    private static String line(String text) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
        if (clean.length() <= MAX_TEXT) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return clean.substring(0, end);
    }

    Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("account", account);
        fields.put("mailbox", mailbox);
        fields.put("from", from);
        fields.put("subject", subject);
        fields.put("date", date);
        fields.put("message_id", messageId);
        fields.put("messages", messages);
        return fields;
    }
}

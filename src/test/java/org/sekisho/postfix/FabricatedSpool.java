package org.sekisho.postfix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Writes a queue as Postfix does.
final class FabricatedSpool {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Path folder;
    private int number = 0x10000;

    FabricatedSpool(Path folder) throws IOException {
        this.folder = folder;
        for (String name : List.of("maildrop", "incoming", "active", "deferred", "hold", "defer", "bounce")) {
            Files.createDirectories(folder.resolve(name));
        }
    }

    Path folder() {
        return folder;
    }

    /// A message that came by SMTP.
    String network(String place, Duration age, String client, String user, String sender, String... recipients)
            throws IOException {
        String login = user.isEmpty() ? "" : "sasl_method=LOGIN\nsasl_username=" + user + "\n";
        return write(
                place,
                age,
                "log_client_name=unknown\nlog_client_address=" + client + "\nclient_address=" + client + "\n" + login,
                "Received: from pc (unknown [" + client + "])\n\tby mx.example.jp (Postfix) with ESMTP id X\n",
                sender,
                recipients);
    }

    /// A message of a process of this machine.
    String local(String place, Duration age, int uid, String head, String sender, String... recipients)
            throws IOException {
        String received = "Received: by mx.example.jp (Postfix, from userid " + uid + ")\n\tid X; x\n";
        return write(place, age, "rewrite_context=local\n", received + head, sender, recipients);
    }

    private String write(
            String place, Duration age, String attributes, String head, String sender, String... recipients)
            throws IOException {
        String id = String.format(Locale.ROOT, "%05X%X", number & 0xfffff, number);
        number++;
        var file = new ByteArrayOutputStream();
        byte[] text = content(head + "Subject: x\n\nhello\n");
        long arrived = NOW.minus(age).getEpochSecond();
        file.writeBytes(
                record('C', String.format(Locale.ROOT, "%15d %15d %15d %15d %15d %15d", text.length, 0, 1, 0, 0, 0)));
        file.writeBytes(record('T', arrived + " 123456"));
        for (String attribute : attributes.split("\n", -1)) {
            file.writeBytes(attribute.isEmpty() ? new byte[0] : record('A', attribute));
        }
        file.writeBytes(record('S', sender));
        for (String recipient : recipients) {
            file.writeBytes(record(recipient.startsWith("!") ? 'D' : 'R', recipient.replace("!", "")));
        }
        file.writeBytes(record('p', "              0"));
        file.writeBytes(record('M', ""));
        file.writeBytes(text);
        file.writeBytes(record('X', ""));
        file.writeBytes(record('E', ""));
        Path below =
                place.equals("deferred") ? folder.resolve(place).resolve(id.substring(0, 1)) : folder.resolve(place);
        Files.createDirectories(below);
        Files.write(below.resolve(id), file.toByteArray());
        return id;
    }

    private static byte[] content(String text) {
        var content = new ByteArrayOutputStream();
        for (String line : text.split("\n", -1)) {
            content.writeBytes(record('N', line));
        }
        return content.toByteArray();
    }

    static byte[] record(char type, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        var record = new ByteArrayOutputStream();
        record.write(type);
        int length = octets.length;
        while (length > 0x7f) {
            record.write((length & 0x7f) | 0x80);
            length >>= 7;
        }
        record.write(length);
        record.writeBytes(octets);
        return record.toByteArray();
    }
}

package org.sekisho.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// What a person finds with a mail program: by POP3 under TLS.
/// @param pop3s where it is spoken
public record Inbox(InetSocketAddress pop3s, String user, String password) {
    /// All messages, in order; they stay.
    public List<String> read() throws IOException {
        List<String> messages = new ArrayList<>();
        fetch(false, messages);
        return messages;
    }

    /// All messages, in order; they are deleted.
    public List<String> empty() throws IOException {
        List<String> messages = new ArrayList<>();
        empty(messages);
        return messages;
    }

    /// When it fails, those that are in `into` may have been deleted or not.
    public void empty(List<String> into) throws IOException {
        fetch(true, into);
    }

    private void fetch(boolean delete, List<String> into) throws IOException {
        try (var client = new WireClient(pop3s).startTls()) {
            client.line();
            client.pop("USER " + user);
            client.pop("PASS " + password);
            int count = Integer.parseInt(client.pop("STAT").split(" ", 2)[0]);
            for (int i = 1; i <= count; i++) {
                client.pop("RETR " + i);
                into.add(String.join("", client.lines()));
                if (delete) {
                    client.pop("DELE " + i);
                }
            }
            client.pop("QUIT");
        }
    }
}

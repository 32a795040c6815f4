package org.sekisho.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.config.HostPort;
import org.sekisho.config.Settings;
import org.sekisho.events.Secret;

/// What of the old server's settings is worth carrying, as text for the settings file.
/// @param keys lines for keys that a settings file has once; a person compares them
public record Proposal(List<Keyed> keys, List<Way> ways) {
    public Proposal {
        keys = List.copyOf(keys);
        ways = List.copyOf(ways);
    }

    /// @param table `limits`, or empty for the keys at the top
    /// @param where file and line of the old server
    public record Keyed(String where, String table, String key, String value) {}

    /// A `[[route]]`.
    /// @param ofTls whether TLS is required
    public record Way(String where, Settings.Route.Key key, List<HostPort> via, Optional<Login> login, boolean ofTls) {}

    /// @param fileName of the file with its password
    public record Login(String user, Secret password, String fileName) {}

    public boolean isEmpty() {
        return keys.isEmpty() && ways.isEmpty();
    }

    /// The keys, each as a comment: the file has most of them already.
    public String keysAsComments() {
        var text = new StringBuilder();
        for (Keyed each : keys) {
            String name = each.table.isEmpty() ? each.key : each.table + "." + each.key;
            text.append("# ")
                    .append(name)
                    .append(" = ")
                    .append(each.value)
                    .append("    # ")
                    .append(shown(each.where));
            text.append('\n');
        }
        return text.toString();
    }

    /// The routes, which may stand at the end of any settings file. Without passwords.
    /// @param folder where the files with the passwords are
    public String routes(String folder) {
        var text = new StringBuilder();
        for (Way way : ways) {
            text.append("\n# ").append(shown(way.where)).append("\n[[route]]\n");
            way.key
                    .sender()
                    .ifPresent(sender -> text.append("sender = ")
                            .append(quoted(sender.written()))
                            .append('\n'));
            text.append("domain = ").append(quoted(way.key.domain().written())).append('\n');
            List<String> via =
                    way.via.stream().map(each -> quoted(each.toString())).toList();
            text.append("via = [").append(String.join(", ", via)).append("]\n");
            way.login.ifPresent(login -> text.append("username = ")
                    .append(quoted(login.user))
                    .append("\npassword_file = ")
                    .append(quoted(folder + "/" + login.fileName))
                    .append('\n'));
            if (way.ofTls) {
                text.append("tls = \"required\"\n");
            }
        }
        return text.toString();
    }

    public List<Login> logins() {
        List<Login> logins = new ArrayList<>();
        ways.forEach(way -> way.login.ifPresent(logins::add));
        return logins;
    }

    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /// A file's name may hold a line end, which would end the comment.
    private static String shown(String where) {
        return where.replaceAll("\\p{Cntrl}", "?");
    }
}

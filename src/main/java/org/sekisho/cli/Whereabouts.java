package org.sekisho.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.admin.AdminServer;

/// Finds the socket of the running server.
/// @param socket where to ask
/// @param looked for the person, when nobody answers there: every place that was considered
public record Whereabouts(Path socket, List<String> looked) {
    static final Path DEFAULT_CONFIG = Path.of("/etc/sekisho/sekisho.toml");
    static final Path DEFAULT_DATA = Path.of("/var/lib/sekisho");

    // The one key that is needed here; reading the whole file would cost more than the command
    private static final Pattern DATA = Pattern.compile("\\s*data\\s*=\\s*(?:\"([^\"\\\\]*)\"|'([^']*)')\\s*(?:#.*)?");
    private static final Pattern TABLE = Pattern.compile("\\s*\\[.*");

    /// @param config `--config`, if given
    /// @param dir `--dir`, if given
    /// @throws IOException the settings file cannot be read, or has no `data` that can be used
    static Whereabouts find(Optional<Path> config, Optional<Path> dir, Map<String, String> environment)
            throws IOException {
        if (dir.isPresent()) {
            return inFolder(dir.get(), "--dir");
        }
        if (config.isPresent()) {
            return ofConfig(config.get(), "--config");
        }
        String named = environment.getOrDefault("SEKISHO_CONFIG", "");
        if (!named.isEmpty()) {
            return ofConfig(Path.of(named), "SEKISHO_CONFIG");
        }
        if (Files.exists(DEFAULT_CONFIG)) {
            return ofConfig(DEFAULT_CONFIG, "the usual place");
        }
        return unnamed(DEFAULT_DATA.resolve(AdminServer.SOCKET_NAME), tryFolder());
    }

    /// Where this user's checks keep what they must remember. XDG Base Directory Specification.
    static Path state(Map<String, String> environment) {
        String named = environment.getOrDefault("XDG_STATE_HOME", "");
        Path folder = named.startsWith("/")
                ? Path.of(named)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "")), ".local", "state");
        return folder.resolve("sekisho");
    }

    static Whereabouts unnamed(Path usual, Path tryFolder) {
        Path trySocket = tryFolder.resolve("data").resolve(AdminServer.SOCKET_NAME);
        if (!Files.exists(usual) && Files.exists(trySocket) && isOurs(tryFolder)) {
            return new Whereabouts(trySocket, List.of(trySocket + " (a `try` server)"));
        }
        return new Whereabouts(
                usual,
                List.of(
                        "neither --config, --dir nor SEKISHO_CONFIG is given, and there is no " + DEFAULT_CONFIG,
                        usual + " (the usual data folder)",
                        trySocket + " (a `try` server)"));
    }

    /// Where `try` keeps its data when no folder is named.
    public static Path tryFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"), "sekisho-try-" + System.getProperty("user.name"));
    }

    /// In a folder for everybody anybody may have made one for us, with a server that wants to hear our secrets.
    public static boolean isOurs(Path folder) {
        try {
            return Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
        } catch (IOException _) {
            return false;
        }
    }

    private static Whereabouts inFolder(Path folder, String why) {
        var looked = new ArrayList<String>();
        Path first = folder.resolve(AdminServer.SOCKET_NAME);
        for (Path socket : List.of(first, folder.resolve("data").resolve(AdminServer.SOCKET_NAME))) {
            if (Files.exists(socket)) {
                return new Whereabouts(socket, List.of(socket + " (" + why + ")"));
            }
            looked.add(socket + " (" + why + "): not there");
        }
        return new Whereabouts(first, looked);
    }

    private static Whereabouts ofConfig(Path config, String why) throws IOException {
        Path absolute = config.toAbsolutePath();
        for (String line : Files.readAllLines(absolute, StandardCharsets.UTF_8)) {
            Matcher data = DATA.matcher(line);
            if (data.matches()) {
                String folder = data.group(1) == null ? data.group(2) : data.group(1);
                Path socket = absolute.resolveSibling(folder)
                        .resolve(AdminServer.SOCKET_NAME)
                        .normalize();
                return new Whereabouts(
                        socket, List.of(socket + " (data = " + folder + " in " + config + ", " + why + ")"));
            }
            if (TABLE.matcher(line).matches()) {
                break;
            }
        }
        Path socket = DEFAULT_DATA.resolve(AdminServer.SOCKET_NAME);
        return new Whereabouts(socket, List.of(socket + " (no data in " + config + ", " + why + ")"));
    }

    /// What to tell a person when nobody answers.
    String advice(String why) {
        var text = new StringBuilder("the server is not running, or not where I looked (" + why + "):\n");
        looked.forEach(place -> text.append("  ").append(place).append('\n'));
        return text.append("Start it (sekisho serve --config FILE), or name it with --config FILE, SEKISHO_CONFIG,")
                .append(" or --dir DIR for a `try` server.")
                .toString();
    }
}

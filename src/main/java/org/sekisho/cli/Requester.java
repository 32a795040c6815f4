package org.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.sekisho.admin.AdminClient;
import org.sekisho.admin.AdminException;
import org.sekisho.admin.AdminServer;
import org.sekisho.cli.Verb.View;

/// Asks the running server and shows its answer.
final class Requester {
    private final Terminal terminal;

    Requester(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Where to find the server, and how to show its answer.
    record Manner(Optional<Path> config, Optional<Path> dir, boolean json) {}

    /// @return the exit code
    int ask(Verb verb, Map<String, ?> arguments, Optional<InputStream> body, Manner manner) {
        var answer = new Answer(verb.view(), manner.json(), terminal.out());
        return ask(
                verb.request(),
                arguments,
                body,
                manner,
                ExitCode.COULD_NOT_TELL,
                new AdminClient.Listener() {
                    @Override
                    public void row(JsonNode fields) {
                        answer.row(fields);
                    }
                },
                done -> {
                    answer.done(done);
                    boolean refusedSome = done.path("refused").asInt() > 0;
                    boolean refusal = List.of("refuse", "try later")
                            .contains(done.path("decision").asText());
                    boolean listed = done.path("listed").asInt() > 0;
                    if (refusedSome || refusal || listed) {
                        return ExitCode.FOUND;
                    }
                    return done.path("unknown").asBoolean() ? ExitCode.COULD_NOT_TELL : ExitCode.GOOD;
                });
    }

    /// An import, whose report is told line by line.
    int importing(Verb verb, Map<String, ?> arguments, Manner manner, ImportReport report) {
        return ask(verb.request(), arguments, Optional.empty(), manner, ExitCode.COULD_NOT_TELL, report, report::done);
    }

    /// What the running server says of itself, for a check from outside.
    /// @param doors `SERVICE://HOST:PORT` where it takes mail
    /// @param user an address of its own
    record Self(String host, List<String> doors, String user) {}

    /// @return what `then` says, or the exit code of the question that failed
    int withSelf(Manner manner, ToIntFunction<Self> then) {
        List<JsonNode> rows = new ArrayList<>();
        for (String request : List.of("status", "domain.list")) {
            int exitCode = ask(
                    request,
                    Map.of(),
                    Optional.empty(),
                    manner,
                    ExitCode.COULD_NOT_TELL,
                    rows::add,
                    _ -> ExitCode.GOOD);
            if (exitCode != ExitCode.GOOD) {
                return exitCode;
            }
        }
        JsonNode status = rows.getFirst();
        String host = status.path("hostname").asText();
        List<String> doors = Stream.of("smtp", "submission", "submissions")
                .flatMap(service -> status.path(service)
                        .valueStream()
                        .flatMap(address -> near(address.asText()))
                        .map(address -> service + "://" + address))
                .distinct()
                .toList();
        String domain = rows.size() > 1 ? rows.get(1).path("domain").asText() : host;
        return then.applyAsInt(new Self(host, doors, "postmaster@" + domain));
    }

    /// The server that runs here, or should.
    /// @param config where its settings are, unless it is a `try` server
    Launcher.Patient.Own own(Manner manner, Path config) {
        Whereabouts server;
        try {
            server = Whereabouts.find(manner.config(), manner.dir(), terminal.environment());
        } catch (IOException e) {
            Path usual = Whereabouts.DEFAULT_DATA.resolve(AdminServer.SOCKET_NAME);
            return new Launcher.Patient.Own(config, usual, "The settings cannot be read: " + e);
        }
        Path ofTry = server.socket()
                .toAbsolutePath()
                .resolveSibling("../sekisho.toml")
                .normalize();
        Path settings = manner.dir()
                .map(folder -> folder.resolve("sekisho.toml"))
                .orElse(Files.exists(config) || !Files.exists(ofTry) ? config : ofTry);
        return new Launcher.Patient.Own(settings, server.socket(), server.advice("nobody answers"));
    }

    /// A server that listens everywhere is asked on loopback.
    private static Stream<String> near(String address) {
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon);
        return switch (address.substring(0, colon)) {
            case "0.0.0.0" -> Stream.of("127.0.0.1" + port);
            case "[0:0:0:0:0:0:0:0]", "[::]" -> Stream.of("127.0.0.1" + port, "[::1]" + port);
            default -> Stream.of(address);
        };
    }

    /// What went wrong on this side while messages went to and fro.
    static final class OwnFailure extends IOException {
        OwnFailure(String text, Exception cause) {
            super(text, cause);
        }
    }

    /// A request that sends or gets files' content.
    int transfer(
            String request,
            Map<String, ?> arguments,
            Optional<AdminClient.Body> body,
            Manner manner,
            AdminClient.Listener rows,
            Ending ending) {
        return askWith(request, arguments, body, manner, ExitCode.COULD_NOT_TELL, rows, ending);
    }

    interface Ending {
        int exitCode(JsonNode done);
    }

    private int ask(
            String request,
            Map<String, ?> arguments,
            Optional<InputStream> body,
            Manner manner,
            int notRunning,
            AdminClient.Listener rows,
            Ending ending) {
        return askWith(request, arguments, body.map(in -> in::transferTo), manner, notRunning, rows, ending);
    }

    private int askWith(
            String request,
            Map<String, ?> arguments,
            Optional<AdminClient.Body> body,
            Manner manner,
            int notRunning,
            AdminClient.Listener rows,
            Ending ending) {
        Whereabouts server;
        try {
            server = Whereabouts.find(manner.config(), manner.dir(), terminal.environment());
        } catch (IOException e) {
            return fail(notRunning, "cannot read the settings: " + e);
        }
        try {
            return ending.exitCode(new AdminClient(server.socket()).askWith(request, arguments, body, rows));
        } catch (AdminClient.NotRunning e) {
            return fail(notRunning, server.advice(String.valueOf(e.getMessage())));
        } catch (AdminException e) {
            return fail(exitCode(e.kind()), e.text());
        } catch (OwnFailure e) {
            return fail(ExitCode.TEMPORARY, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return fail(ExitCode.TEMPORARY, "the answer was cut off, it may have been done or not: " + e.getMessage());
        }
    }

    private int fail(int exitCode, String text) {
        terminal.out().flush();
        terminal.err().println("sekisho: " + text);
        return exitCode;
    }

    private static int exitCode(AdminException.Kind kind) {
        return switch (kind) {
            case USAGE -> ExitCode.USAGE;
            case MISSING, REFUSED, NOT_PERMITTED -> ExitCode.FOUND;
            case TEMPORARY -> ExitCode.TEMPORARY;
            case INTERNAL -> ExitCode.COULD_NOT_TELL;
        };
    }

    /// The sendmail command: whatever is wrong on our side is temporary, the caller keeps its mail.
    int sendmail(List<String> words) {
        SendmailArguments arguments;
        try {
            arguments = SendmailArguments.of(words);
        } catch (SendmailArguments.Wrong e) {
            return fail(ExitCode.USAGE, "sendmail: " + e.getMessage());
        }
        var manner =
                new Manner(arguments.config().map(Path::of), arguments.dir().map(Path::of), false);
        if (arguments.mode() == SendmailArguments.Mode.QUEUE) {
            return ask(
                    new Verb("", "mailq", "queue.list", "", new View.Queue(), List.of()),
                    Map.of(),
                    Optional.empty(),
                    manner);
        }
        if (arguments.request().get("to") == null && arguments.request().get("from_header") == null) {
            return fail(ExitCode.USAGE, "sendmail: name a recipient, or take them from the header with -t");
        }
        InputStream in = new BufferedInputStream(terminal.in());
        // For the log: who runs this is known for certain, what called it is found nowhere else afterwards.
        Map<String, Object> request = new LinkedHashMap<>(arguments.request());
        ProcessHandle.current()
                .parent()
                .flatMap(caller -> caller.info().command())
                .ifPresent(command -> request.put("caller", command));
        request.put("folder", System.getProperty("user.dir"));
        return ask(
                "sendmail",
                request,
                Optional.of(arguments.dotEnds() ? new DotEnd(in) : in),
                manner,
                ExitCode.TEMPORARY,
                _ -> {},
                _ -> ExitCode.GOOD);
    }
}

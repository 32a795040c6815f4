package org.sekisho.qmail;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// Makes aliases, catch-alls and forwardings of `.qmail` files.
final class AddressReader {
    private static final String DEFAULT = "default";
    private static final Pattern VDELIVERMAIL =
            Pattern.compile("(?:exec\\s+)?(?:\\S*/)?vdelivermail\\s+(?:''|\"\")\\s+(['\"]?)(\\S+?)\\1\\s*");

    private final DotQmailReader reader;
    private final Findings findings;
    private final Controls controls;
    private final List<User> users;
    private final Map<Path, Mailbox> owners = new HashMap<>();
    private final List<Alias> aliases = new ArrayList<>();
    private final List<CatchAll> catchAlls = new ArrayList<>();

    /// @param users changed by [#ownFiles]
    AddressReader(LineReader reader, Findings findings, Controls controls, List<User> users) {
        this.reader = new DotQmailReader(reader, findings);
        this.findings = findings;
        this.controls = controls;
        this.users = users;
    }

    List<Alias> aliases() {
        return aliases;
    }

    List<CatchAll> catchAlls() {
        return catchAlls;
    }

    /// @param directory as the files write it; where it is now is known by the user's Maildir
    void livesIn(Path directory, User user) {
        owners.put(directory.resolve("Maildir").normalize(), user.address());
        owners.put(user.store().maildir().normalize(), user.address());
    }

    /// Every user's own `.qmail`.
    void ownFiles() {
        users.replaceAll(user -> {
            Path file = user.store().maildir().resolveSibling(".qmail");
            Optional<DotQmail> text = reader.read(file);
            return text.isEmpty() || text.get().blank() ? user : forwarding(user, text.get());
        });
    }

    private User forwarding(User user, DotQmail text) {
        int before = findings.count();
        List<Mailbox> members = new ArrayList<>(members(text.instructions()));
        boolean ownMaildir = members.remove(user.address());
        // what was not understood may have been the delivery: then a copy is kept, so that nothing gets lost
        boolean unclear = findings.count() > before || text.instructions().isEmpty();
        var forwarding = new User.Forwarding(members, ownMaildir || unclear);
        return new User(user.place(), user.address(), user.name(), user.password(), user.store(), forwarding);
    }

    /// All files whose names begin with `stem`, but not the users' own.
    void files(Path directory, String stem, String localStart, Domain domain) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return; // said before, or there is no user alias
        }
        for (Path file : reader.list(directory, stem)) {
            String rest = file.getFileName().toString().substring(stem.length()).replace(':', '.');
            if (!rest.isEmpty()) {
                file(file, localStart + rest, domain);
            }
        }
    }

    private void file(Path file, String local, Domain domain) {
        int before = findings.count();
        Optional<DotQmail> read = reader.read(file);
        if (read.isEmpty()) {
            return;
        }
        DotQmail text = read.get();
        if (text.blank()) {
            findings.add(Place.of(file), "", "empty: the default delivery, which is not carried");
        } else if (local.equals(DEFAULT)) {
            catchAll(text, domain, before);
        } else if (local.endsWith("-" + DEFAULT)) {
            alias(text, local.substring(0, local.length() - DEFAULT.length() - 1), domain, before, true);
        } else {
            alias(text, local, domain, before, false);
        }
    }

    private void alias(DotQmail text, String local, Domain domain, int before, boolean prefix) {
        List<Mailbox> members = members(text.instructions());
        if (members.isEmpty() && findings.count() > before) {
            return;
        }
        try {
            aliases.add(new Alias(text.file(), new Mailbox(new LocalPart(local), domain), members, prefix));
        } catch (SyntaxError e) {
            findings.add(Place.of(text.file()), local, String.valueOf(e.getMessage()));
        }
    }

    private void catchAll(DotQmail text, Domain domain, int before) {
        if (text.instructions().size() == 1
                && text.instructions().getFirst() instanceof Instruction.Run(var line, var command)) {
            Matcher vdelivermail = VDELIVERMAIL.matcher(command);
            if (vdelivermail.matches()) {
                vdelivermail(line, vdelivermail.group(2), domain);
                return;
            }
        }
        List<Mailbox> members = members(text.instructions());
        if (!members.isEmpty()) {
            Place place = text.instructions().getFirst().line().place();
            catchAlls.add(new CatchAll(place, domain, new CatchAll.Forward(members)));
        } else if (findings.count() == before) {
            catchAlls.add(new CatchAll(Place.of(text.file()), domain, new CatchAll.Discard()));
        }
    }

    private void vdelivermail(Line line, String target, Domain domain) {
        Optional<CatchAll.Action> action = switch (target) {
            case "bounce-no-mailbox" -> Optional.of(new CatchAll.Bounce());
            case "delete" -> Optional.of(new CatchAll.Discard());
            default -> target(line, target).map(to -> new CatchAll.Forward(List.of(to)));
        };
        action.ifPresent(each -> catchAlls.add(new CatchAll(line.place(), domain, each)));
    }

    private Optional<Mailbox> target(Line line, String target) {
        try {
            if (target.startsWith("/")) {
                return owner(line, Assignment.path(target));
            }
            return Optional.of(Mailbox.of(target.startsWith("&") ? target.substring(1) : target));
        } catch (SyntaxError e) {
            findings.add(line, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private List<Mailbox> members(List<Instruction> instructions) {
        List<Mailbox> members = new ArrayList<>();
        for (Instruction each : instructions) {
            member(each).filter(member -> !members.contains(member)).ifPresent(members::add);
        }
        return members;
    }

    private Optional<Mailbox> member(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Forward(var line, var address) -> address(line, address);
            case Instruction.IntoMaildir(var line, var path) -> owner(line, path);
            case Instruction.IntoMbox mbox -> {
                findings.add(mbox.line(), "a file of many messages (mbox): not carried");
                yield Optional.empty();
            }
            case Instruction.Run run -> {
                findings.add(run.line(), program(run.command()));
                yield Optional.empty();
            }
        };
    }

    private static String program(String command) {
        if (command.contains("ezmlm")) {
            return "a mailing list of ezmlm: not carried";
        }
        return command.contains("autorespond") || command.contains("vacation")
                ? "an automatic answer: not carried"
                : "a program: not carried";
    }

    private Optional<Mailbox> address(Line line, String address) {
        try {
            if (address.indexOf('@') >= 0) {
                return Optional.of(Mailbox.of(address));
            }
            return controls.domain(ControlFile.ENVNOATHOST)
                    .or(controls::me)
                    .map(domain -> Mailbox.of(address + "@" + domain))
                    .or(() -> {
                        findings.add(line, "an address without a domain, and no domain for it in control");
                        return Optional.empty();
                    });
        } catch (SyntaxError e) {
            findings.add(line, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Mailbox> owner(Line line, Path path) {
        Path maildir = path.endsWith("Maildir") ? path : path.resolve("Maildir"); // vdelivermail takes the folder
        Optional<Mailbox> owner = Optional.ofNullable(owners.get(maildir.normalize()));
        if (owner.isEmpty()) {
            findings.add(line, "a Maildir that belongs to no user who was read");
        }
        return owner;
    }
}

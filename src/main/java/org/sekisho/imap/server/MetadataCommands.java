package org.sekisho.imap.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sekisho.address.SyntaxError;
import org.sekisho.imap.Command;
import org.sekisho.imap.MetadataEntry;
import org.sekisho.imap.MetadataQuery;
import org.sekisho.imap.Octets;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.mailbox.Access;
import org.sekisho.mailbox.Annotated;
import org.sekisho.mailbox.AnnotationName;
import org.sekisho.mailbox.Annotations;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.Rights;

/// GETMETADATA and SETMETADATA (RFC 5464), and what LIST tells of annotations (RFC 9590).
final class MetadataCommands {
    private final Dialogue dialogue;
    private final Annotations annotations;

    MetadataCommands(Dialogue dialogue) {
        this.dialogue = dialogue;
        this.annotations = dialogue.server().annotations();
    }

    private Access access(String mailbox) {
        return dialogue.server().tree().access(dialogue.account(), mailbox, Rights::mayAnnotate);
    }

    Completion get(Command.GetMetadata command) {
        List<AnnotationName> names = new ArrayList<>();
        try {
            command.query().entries().forEach(name -> names.add(new AnnotationName(name)));
        } catch (SyntaxError e) {
            return Completion.bad(String.valueOf(e.getMessage()));
        }
        Optional<Entry> entry = Optional.empty();
        if (!command.mailbox().isEmpty()) {
            Access access = access(command.mailbox());
            if (!(access instanceof Access.Granted(var granted))) {
                return Dialogue.refusal(access);
            }
            entry = Optional.of(granted);
        }
        Map<String, Optional<Octets>> values =
                values(entry, names, command.query().depth());
        long most = command.query().maxSize().orElse(Long.MAX_VALUE);
        OptionalLong longest = values.values().stream()
                .flatMap(Optional::stream)
                .mapToLong(Octets::length)
                .filter(octets -> octets > most)
                .max();
        values.values()
                .removeIf(
                        value -> value.filter(octets -> octets.length() > most).isPresent());
        tell(command.mailbox(), values);
        return longest.isPresent()
                ? Completion.ok(new ResponseCode.MetadataLongEntries(longest.getAsLong()), "some are longer")
                : Completion.ok("told");
    }

    private void tell(String mailbox, Map<String, Optional<Octets>> values) {
        if (!values.isEmpty()) {
            List<MetadataEntry> entries = new ArrayList<>();
            values.forEach((name, value) -> entries.add(new MetadataEntry(name, value)));
            dialogue.responses().metadata(mailbox, entries);
        }
    }

    /// What is asked for by its own name and is not there is NIL.
    private Map<String, Optional<Octets>> values(
            Optional<Entry> mailbox, List<AnnotationName> names, MetadataQuery.Depth depth) {
        AnnotationName.Depth reach = switch (depth) {
            case ZERO -> AnnotationName.Depth.ZERO;
            case ONE -> AnnotationName.Depth.ONE;
            case INFINITY -> AnnotationName.Depth.INFINITY;
        };
        Map<String, Optional<Octets>> values = new LinkedHashMap<>();
        for (AnnotationName name : names) {
            SortedMap<AnnotationName, byte[]> found = mailbox.map(
                            entry -> annotations.read(dialogue.account(), entry, name, reach))
                    .orElseGet(() -> annotations.readServer(dialogue.account(), name, reach));
            if (depth == MetadataQuery.Depth.ZERO) {
                values.put(name.value(), Optional.ofNullable(found.get(name)).map(Octets::of));
            } else {
                found.forEach((its, value) -> values.put(its.value(), Optional.of(Octets.of(value))));
            }
        }
        return values;
    }

    /// RFC 9590 §3.
    /// @param names as asked for; those that can be no names have no values
    void list(Entry entry, List<String> names) {
        if (!entry.rights().mayAnnotate()) {
            return;
        }
        List<AnnotationName> known = new ArrayList<>();
        for (String name : names) {
            try {
                known.add(new AnnotationName(name));
            } catch (SyntaxError _) {
                dialogue.responses().metadata(entry.name(), List.of(new MetadataEntry(name, Optional.empty())));
            }
        }
        tell(entry.name(), values(Optional.of(entry), known, MetadataQuery.Depth.ZERO));
    }

    Completion set(Command.SetMetadata command) {
        Map<AnnotationName, Optional<byte[]>> values = new TreeMap<>();
        try {
            command.entries()
                    .forEach(entry -> values.put(
                            new AnnotationName(entry.name()), entry.value().map(Octets::toArray)));
        } catch (SyntaxError e) {
            return Completion.bad(String.valueOf(e.getMessage()));
        }
        if (command.mailbox().isEmpty()) {
            return answer(annotations.writeServer(dialogue.account(), values));
        }
        Access access = access(command.mailbox());
        return access instanceof Access.Granted(var entry)
                ? answer(annotations.write(dialogue.account(), entry, values))
                : Dialogue.refusal(access);
    }

    private static Completion answer(Annotated annotated) {
        return switch (annotated) {
            case Annotated.Done() -> Completion.ok("set");
            case Annotated.TooLarge(var most) ->
                Completion.no(new ResponseCode.MetadataMaxSize(most), "a value is too long");
            case Annotated.TooMany() -> Completion.no(Plain.METADATA_TOOMANY, "too many annotations");
            case Annotated.NoSuchMailbox() -> Dialogue.refusal(new Access.NonExistent());
            case Annotated.NoPermission() -> Dialogue.refusal(new Access.NoPermission());
            case Annotated.UseNotAllowed(var why) -> Completion.no(Plain.USEATTR, why);
        };
    }
}

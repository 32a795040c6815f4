package org.sekisho.imap.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sekisho.imap.Command;
import org.sekisho.imap.ListResponse;
import org.sekisho.imap.ListReturn;
import org.sekisho.imap.ListSelection;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.Rights;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.SpecialUse;

/// LIST and LSUB (RFC 9051 §6.3.9, RFC 5258, RFC 3501 §6.3.9). Levels that are above a mailbox and none themselves
/// are listed, too, as \NonExistent.
final class ListCommand {
    private final Dialogue dialogue;
    /// All names, in order; without an entry there is no such mailbox.
    private final Map<String, Named> names = new TreeMap<>();

    private static final class Named {
        @Nullable
        Entry entry;

        boolean subscribed;
        boolean children;
        boolean subscribedBelow;
        boolean subscribedHidden; // below, and not matched by the patterns
        boolean usedHidden;
    }

    ListCommand(Dialogue dialogue) {
        this.dialogue = dialogue;
    }

    Completion run(Command.ListMailboxes command) throws IOException {
        if (!command.extended() && command.patterns().getFirst().isEmpty()) { // RFC 9051 §6.3.9
            dialogue.responses().listRoot("");
            return Completion.ok("listed");
        }
        List<Pattern> patterns = command.patterns().stream()
                .map(pattern -> new Pattern(command.reference() + pattern))
                .toList();
        if (patterns.stream().mapToLong(Pattern::cost).sum() > Pattern.MAX_LENGTH) {
            return Completion.no(Plain.LIMIT, "too many wildcards"); // many long ones take minutes
        }
        collect();
        Set<String> matching = new HashSet<>();
        names.keySet().stream()
                .filter(name -> patterns.stream().anyMatch(pattern -> pattern.matches(name)))
                .forEach(matching::add);
        new ArrayList<>(names.keySet())
                .stream().filter(name -> !matching.contains(name)).forEach(this::belowPatterns);
        for (Map.Entry<String, Named> each : names.entrySet()) {
            if (matching.contains(each.getKey())) {
                consider(each.getKey(), each.getValue(), command);
            }
        }
        return Completion.ok("listed");
    }

    private void collect() {
        for (Entry entry : dialogue.server().tree().visible(dialogue.account())) {
            Named named = names.computeIfAbsent(entry.name(), _ -> new Named());
            named.entry = entry;
            above(entry.name()).forEach(parent -> parent.children = true);
        }
        for (String name : dialogue.server().tree().subscriptions(dialogue.account())) {
            names.computeIfAbsent(name, _ -> new Named()).subscribed = true;
            above(name).forEach(parent -> parent.subscribedBelow = true);
        }
    }

    /// RFC 5258 §3.5: what matches itself needs nobody above it to tell of it.
    private void belowPatterns(String name) {
        Named named = names.get(name);
        if (named != null) {
            boolean used = named.entry != null && !named.entry.mailbox().uses().isEmpty();
            above(name).forEach(parent -> {
                parent.subscribedHidden |= named.subscribed;
                parent.usedHidden |= used;
            });
        }
    }

    private List<Named> above(String name) {
        List<Named> parents = new ArrayList<>();
        int end = name.lastIndexOf(MailboxName.SEPARATOR);
        while (end > 0) {
            parents.add(names.computeIfAbsent(name.substring(0, end), _ -> new Named()));
            end = name.lastIndexOf(MailboxName.SEPARATOR, end - 1);
        }
        return parents;
    }

    private void consider(String name, Named named, Command.ListMailboxes command) throws IOException {
        Set<ListSelection> selection = command.selection();
        ListReturn returns = command.returns();
        boolean extended = command.extended() || dialogue.user().has(Feature.IMAP4REV2);
        boolean wantsSubscribed = selection.contains(ListSelection.SUBSCRIBED);
        boolean wantsUsed = selection.contains(ListSelection.SPECIAL_USE);
        boolean used = named.entry != null && !named.entry.mailbox().uses().isEmpty();
        boolean selected = (!wantsSubscribed || named.subscribed) && (!wantsUsed || used);
        boolean below = selection.contains(ListSelection.RECURSIVEMATCH)
                && (!wantsSubscribed || named.subscribedHidden)
                && (!wantsUsed || named.usedHidden);
        if (!selected && !below) {
            return;
        }
        if (!wantsSubscribed && named.entry == null && !named.children) {
            return; // somebody subscribed to what is not there, which is of no interest here
        }
        List<String> attributes = attributes(named, wantsSubscribed || returns.subscribed(), extended);
        List<ListSelection> info =
                !below ? List.of() : List.of(wantsSubscribed ? ListSelection.SUBSCRIBED : ListSelection.SPECIAL_USE);
        dialogue.responses().list(new ListResponse(attributes, name, Optional.empty(), info));
        dialogue.output().spill();
        if (named.entry != null && selected) {
            more(name, named.entry, returns);
        }
    }

    private static List<String> attributes(Named named, boolean subscribed, boolean extended) {
        List<String> attributes = new ArrayList<>();
        Entry entry = named.entry;
        if (entry == null) {
            attributes.add("\\NonExistent");
            if (!extended) {
                attributes.add("\\Noselect"); // for those who know RFC 3501 only
            }
        } else if (!entry.rights().has(Right.READ)) {
            attributes.add("\\Noselect");
        }
        attributes.add(named.children ? "\\HasChildren" : "\\HasNoChildren");
        if (subscribed && named.subscribed) {
            attributes.add("\\Subscribed");
        }
        if (entry != null) {
            entry.mailbox().uses().stream()
                    .sorted()
                    .map(SpecialUse::attribute)
                    .forEach(attributes::add); // RFC 6154 §2: also unasked
        }
        return attributes;
    }

    private void more(String name, Entry entry, ListReturn returns) throws IOException {
        if (!returns.status().isEmpty() && entry.rights().has(Right.READ)) {
            new StatusCommand(dialogue).tell(name, entry, returns.status());
        }
        if (returns.myRights()) { // RFC 8440
            dialogue.responses().myRights(name, new Rights(entry.rights().shown()));
        }
        if (!returns.metadata().isEmpty()) {
            new MetadataCommands(dialogue).list(entry, returns.metadata());
            dialogue.output().spill();
        }
    }

    /// What is subscribed to, and for `%` the levels above it (RFC 3501 §6.3.9).
    Completion lsub(Command.Lsub command) throws IOException {
        Pattern pattern = new Pattern(command.reference() + command.pattern());
        Set<String> matching = new HashSet<>();
        collect();
        for (Map.Entry<String, Named> each : names.entrySet()) {
            boolean listed = each.getValue().subscribed || each.getValue().subscribedBelow;
            if (listed && pattern.matches(each.getKey()) && matching.add(each.getKey())) {
                boolean itself = each.getValue().subscribed;
                if (itself || command.pattern().indexOf('%') >= 0) {
                    List<String> attributes = itself ? List.of() : List.of("\\Noselect");
                    dialogue.responses().lsub(new ListResponse(attributes, each.getKey()));
                    dialogue.output().spill();
                }
            }
        }
        return Completion.ok("listed");
    }
}

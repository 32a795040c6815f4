package org.sekisho.testing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.sekisho.dns.Answer;
import org.sekisho.dns.MailExchanger;
import org.sekisho.dns.Resolver;

/// A resolver over maps: what it was not told does not exist. Safe from any thread.
public final class FakeResolver implements Resolver {
    private final Map<String, Answer<MailExchanger>> mx = new ConcurrentHashMap<>();
    private final Map<String, Answer<InetAddress>> addresses = new ConcurrentHashMap<>();
    private final Map<String, Answer<String>> txt = new ConcurrentHashMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private final Map<InetAddress, Answer<String>> ptr = new ConcurrentHashMap<>();

    /// @param exchangers each `preference host`; `0 .` is the null MX
    public FakeResolver mx(String name, String... exchangers) {
        List<MailExchanger> records = Arrays.stream(exchangers)
                .map(text -> text.split(" ", 2))
                .map(parts -> new MailExchanger(Integer.parseInt(parts[0]), parts[1].equals(".") ? "" : parts[1]))
                .toList();
        return mx(name, new Answer.Found<>(records, false));
    }

    public FakeResolver mx(String name, Answer<MailExchanger> answer) {
        mx.put(name, answer);
        return this;
    }

    public FakeResolver addresses(String name, String... literals) {
        return addresses(
                name,
                new Answer.Found<>(
                        Arrays.stream(literals).map(InetAddress::ofLiteral).toList(), false));
    }

    public FakeResolver addresses(String name, Answer<InetAddress> answer) {
        addresses.put(name, answer);
        return this;
    }

    public FakeResolver txt(String name, String... records) {
        return txt(name, new Answer.Found<>(List.of(records), false));
    }

    public FakeResolver txt(String name, Answer<String> answer) {
        txt.put(name, answer);
        return this;
    }

    /// Only what [#alias(String)] says: other questions about the name are answered as for any other.
    public FakeResolver alias(String name, String target) {
        aliases.put(name, target);
        return this;
    }

    public FakeResolver ptr(String address, String... names) {
        return ptr(address, new Answer.Found<>(List.of(names), false));
    }

    public FakeResolver ptr(String address, Answer<String> answer) {
        ptr.put(InetAddress.ofLiteral(address), answer);
        return this;
    }

    /// Everything about this name cannot be asked.
    public FakeResolver broken(String name) {
        return mx(name, new Answer.CouldNotAsk<>("SERVFAIL"))
                .addresses(name, new Answer.CouldNotAsk<>("SERVFAIL"))
                .txt(name, new Answer.CouldNotAsk<>("SERVFAIL"));
    }

    @Override
    public Answer<MailExchanger> mx(String name) {
        return mx.getOrDefault(name.toLowerCase(Locale.ROOT), nothing(name));
    }

    @Override
    public Answer<InetAddress> addresses(String name) {
        return addresses.getOrDefault(name.toLowerCase(Locale.ROOT), nothing(name));
    }

    @Override
    public Answer<InetAddress> ipv4Addresses(String name) {
        Answer<InetAddress> answer = addresses(name);
        if (!(answer instanceof Answer.Found<InetAddress>(var records, var authenticated))) {
            return answer;
        }
        List<InetAddress> found =
                records.stream().filter(Inet4Address.class::isInstance).toList();
        return found.isEmpty() ? new Answer.NoData<>() : new Answer.Found<>(found, authenticated);
    }

    @Override
    public Answer<String> txt(String name) {
        return txt.getOrDefault(name.toLowerCase(Locale.ROOT), nothing(name));
    }

    @Override
    public Answer<String> alias(String name) {
        String target = aliases.get(name.toLowerCase(Locale.ROOT));
        return target == null ? nothing(name) : new Answer.Found<>(List.of(target), false);
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return ptr.getOrDefault(address, new Answer.NoSuchName<>());
    }

    private <T> Answer<T> nothing(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        boolean exists = Stream.of(mx, addresses, txt).anyMatch(map -> map.containsKey(key));
        return exists ? new Answer.NoData<>() : new Answer.NoSuchName<>();
    }
}

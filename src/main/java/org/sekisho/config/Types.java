package org.sekisho.config;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// The kinds of values there are.
final class Types {
    private static final Map<String, Long> SIZE_UNITS =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB|TiB)");

    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Pattern TIME_PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern TIME = Pattern.compile("(" + TIME_PART.pattern() + ")+");

    private static final int DNS_PORT = 53;
    private static final int SMTP_PORT = 25;

    static final Type<String> TEXT = Type.ofText("a text in quotes", "引用符で囲んだ文字列", text -> text);

    static final Type<Domain> DOMAIN =
            Type.ofText("a domain name such as \"mx.example.test\"", "ドメイン名 (例: \"mx.example.test\")", Domain::of);

    static final Type<Mailbox> MAILBOX = Type.ofText(
            "a mail address such as \"alice@example.test\"", "メールアドレス (例: \"alice@example.test\")", Mailbox::of);

    static final Type<InetAddress> ADDRESS = Type.ofText(
            "an IP address such as \"192.0.2.1\" or \"2001:db8::1\"",
            "IP アドレス (例: \"192.0.2.1\", \"2001:db8::1\")",
            IpAddress::of);

    static final Type<Network> NETWORK = Type.ofText(
            "an IP address or a network such as \"192.0.2.0/28\" or \"2001:db8::/64\"",
            "IP アドレスまたはネットワーク (例: \"192.0.2.0/28\", \"2001:db8::/64\")",
            Network::of);

    static final Type<InetSocketAddress> ENDPOINT = Type.ofText(
            "address:port such as \"192.0.2.1:25\", \"0.0.0.0:25\" or \"[::]:25\"",
            "アドレス:ポート (例: \"192.0.2.1:25\", \"0.0.0.0:25\", \"[::]:25\")",
            text -> endpoint(text, -1));

    static final Type<InetSocketAddress> DNS_SERVER = Type.ofText(
            "an IP address with or without a port, such as \"127.0.0.1\" or \"[2001:db8::53]:5353\"",
            "IP アドレス (ポートは省略可。例: \"127.0.0.1\", \"[2001:db8::53]:5353\")",
            text -> endpoint(text, DNS_PORT));

    static final Type<HostPort> SERVER = Type.ofText(
            "host:port such as \"smtp.example.net:587\"",
            "ホスト:ポート (例: \"smtp.example.net:587\")",
            text -> HostPort.of(text, SMTP_PORT));

    static final Type<RouteDomain> ROUTE_DOMAIN = Type.ofText(
            "a domain (\"example.net\"), a domain with its subdomains (\".example.net\") or everything (\"*\")",
            "ドメイン (\"example.net\")、サブドメインを含むドメイン (\".example.net\")、またはすべて (\"*\")",
            RouteDomain::of);

    static final Type<RouteSender> ROUTE_SENDER = Type.ofText(
            "an address (\"user@example.com\"), all addresses of a domain (\"@example.com\"), those below it as well"
                    + " (\".example.com\"), everybody with an address (\"*\") or notifications (\"<>\")",
            "アドレス (\"user@example.com\")、ドメインの全アドレス (\"@example.com\")、サブドメインも含む全アドレス"
                    + " (\".example.com\")、差出人のある全メール (\"*\")、エラー通知 (\"<>\") のどれか",
            RouteSender::of);

    static final Type<ZoneId> ZONE = Type.ofText(
            "a time zone such as \"Asia/Tokyo\" or \"UTC\"", "タイムゾーン (例: \"Asia/Tokyo\", \"UTC\")", Types::zone);

    static final Type<Path> PATH = Type.ofText(
            "a path, absolute or beginning in the folder of this file", "パス (絶対パス、またはこのファイルのフォルダからの相対パス)", Types::path);

    static final Type<Boolean> FLAG = Type.of("true or false, without quotes", "true または false (引用符なし)", raw -> {
        if (raw instanceof Boolean flag) {
            return flag;
        }
        throw new SyntaxError(shown(raw) + " is neither true nor false");
    });

    private Types() {}

    /// A whole number.
    static Type<Integer> count(int least, int most) {
        return number(least, most).then(Math::toIntExact);
    }

    static Type<Long> number(long least, long most) {
        return Type.of("a whole number from " + least + " to " + most, least + " から " + most + " までの整数", raw -> {
            if (!(raw instanceof Long value)) {
                throw new SyntaxError(shown(raw) + " is not a whole number without quotes");
            }
            if (value < least || value > most) {
                throw new SyntaxError(value + " is out of range");
            }
            return value;
        });
    }

    static Type<Double> decimal(double least, double most) {
        return Type.of("a number from " + least + " to " + most, least + " から " + most + " までの数", raw -> {
            if (!(raw instanceof Long) && !(raw instanceof Double)) {
                throw new SyntaxError(shown(raw) + " is not a number without quotes");
            }
            double value = ((Number) raw).doubleValue();
            if (!(value >= least && value <= most)) {
                throw new SyntaxError(shown(raw) + " is out of range");
            }
            return value;
        });
    }

    /// Octets; each bound is written as in the file.
    static Type<Long> size(String least, String most) {
        long from = octets(least);
        long to = octets(most);
        return ofWritten(
                "a whole number with B, KiB, MiB, GiB or TiB, from \"" + least + "\" to \"" + most + "\"",
                "単位 B, KiB, MiB, GiB, TiB のついた整数 (\"" + least + "\" から \"" + most + "\" まで)",
                text -> {
                    long octets = octets(text);
                    if (octets < from || octets > to) {
                        throw new SyntaxError("\"" + text + "\" is out of range");
                    }
                    return octets;
                });
    }

    private static long octets(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new SyntaxError("\"" + text + "\" is not a size");
        }
        long number = Long.parseLong(matcher.group(1));
        long unit = SIZE_UNITS.getOrDefault(matcher.group(2), 1L);
        if (number > Long.MAX_VALUE / unit) {
            throw new SyntaxError("\"" + text + "\" is out of range");
        }
        return number * unit;
    }

    /// A length of time; each bound is written as in the file.
    static Type<Duration> time(String least, String most) {
        Duration from = duration(least);
        Duration to = duration(most);
        return ofWritten(
                "whole numbers with ms, s, m, h or d, such as \"90s\" or \"1h30m\", from \"" + least + "\" to \"" + most
                        + "\"",
                "単位 ms, s, m, h, d のついた整数 (例: \"90s\", \"1h30m\"。\"" + least + "\" から \"" + most + "\" まで)",
                text -> {
                    Duration duration = duration(text);
                    if (duration.compareTo(from) < 0 || duration.compareTo(to) > 0) {
                        throw new SyntaxError("\"" + text + "\" is out of range");
                    }
                    return duration;
                });
    }

    private static Duration duration(String text) {
        if (text.length() > 40 || !TIME.matcher(text).matches()) {
            throw new SyntaxError("\"" + text + "\" is not a length of time");
        }
        Duration sum = Duration.ZERO;
        Matcher part = TIME_PART.matcher(text);
        while (part.find()) {
            Duration unit = TIME_UNITS.getOrDefault(part.group(2), Duration.ZERO);
            sum = sum.plus(unit.multipliedBy(Long.parseLong(part.group(1))));
        }
        return sum;
    }

    /// Sizes and times are often written as bare numbers: say that the unit is missing, not the quotes.
    private static <T> Type<T> ofWritten(String english, String japanese, Function<String, T> reading) {
        Type<T> text = Type.ofText(english, japanese, reading);
        return Type.of(english, japanese, raw -> {
            if (raw instanceof Number) {
                throw new SyntaxError(raw + " has no unit");
            }
            return text.read(raw);
        });
    }

    /// One of the words of an enum: lower case, with `-` between words.
    static <E extends Enum<E>> Type<E> choice(Class<E> type) {
        String words = Arrays.stream(type.getEnumConstants())
                .map(each -> "\"" + word(each) + "\"")
                .collect(Collectors.joining(", "));
        return Type.ofText("one of " + words, words + " のいずれか", text -> {
            for (E each : type.getEnumConstants()) {
                if (word(each).equals(text)) {
                    return each;
                }
            }
            throw new SyntaxError("\"" + text + "\" is not known");
        });
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static InetSocketAddress endpoint(String text, int presetPort) {
        int colon = text.lastIndexOf(':');
        boolean six = text.startsWith("[");
        boolean withPort = six ? text.indexOf(']') < colon : colon >= 0 && colon == text.indexOf(':');
        if (!withPort && presetPort < 0) {
            throw new SyntaxError("\"" + text + "\" has no port");
        }
        String host = withPort ? text.substring(0, colon) : text;
        int port = withPort ? HostPort.port(text.substring(colon + 1)) : presetPort;
        if (six != host.endsWith("]")) {
            throw new SyntaxError("\"" + text + "\" has one bracket only");
        }
        String digits = six ? host.substring(1, host.length() - 1) : host;
        try {
            return new InetSocketAddress(IpAddress.of(digits), port);
        } catch (SyntaxError _) {
            throw new SyntaxError("\"" + host + "\" is not an IP address");
        }
    }

    /// Only names of the IANA database: `JST` or `+9` would be read, but mean something else after the next
    /// change.
    private static ZoneId zone(String text) {
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw new SyntaxError("\"" + text + "\" is not a time zone of the IANA database");
        }
        return ZoneId.of(text);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException _) {
            throw new SyntaxError("\"" + text + "\" is not a path");
        }
    }

    private static String shown(Object raw) {
        return switch (raw) {
            case String text -> "\"" + text + "\"";
            case Double value -> BigDecimal.valueOf(value).toPlainString();
            default -> String.valueOf(raw);
        };
    }
}

package org.sekisho.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.sekisho.address.IpAddress;

/// What the settings are checked against on the machine where the server will run.
/// @param doors addresses from which strangers may seem to come
/// @param readable whether a file is there and can be read
public record Machine(List<Door> doors, Predicate<Path> readable) {
    /// Bridges and gateways of Docker, Podman, CNI, libvirt, LXC, Incus: what they forward to this machine, or
    /// what a user-space proxy hands on, comes from their own address, whoever sent it.
    private static final Pattern BRIDGE =
            Pattern.compile("(docker|br-|podman|cni|virbr|lxc|lxd|incus|veth|vmnet|cali|flannel).*");

    private static final Path ROUTES = Path.of("/proc/net/route");
    private static final Path ROUTES_V6 = Path.of("/proc/net/ipv6_route");

    /// @param what for the message, e.g. `the bridge docker0`
    public record Door(InetAddress address, String what) {}

    public Machine {
        doors = List.copyOf(doors);
    }

    /// Nothing is looked at: for commands that only want to find the server.
    public static Machine unseen() {
        return new Machine(List.of(), _ -> true);
    }

    /// This machine, as it is now: bridges come and go.
    public static Machine inspect() {
        List<Door> doors = new ArrayList<>(bridges());
        gateways(lines(ROUTES)).forEach(address -> doors.add(new Door(address, "this machine's default gateway")));
        gatewaysV6(lines(ROUTES_V6)).forEach(address -> doors.add(new Door(address, "this machine's default gateway")));
        return new Machine(doors, Files::isReadable);
    }

    private static List<Door> bridges() {
        List<Door> doors = new ArrayList<>();
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (isBridge(each.getName())) {
                    each.inetAddresses()
                            .forEach(address ->
                                    doors.add(new Door(IpAddress.normal(address), "the bridge " + each.getName())));
                }
            }
        } catch (SocketException e) {
            throw new IllegalStateException("the network interfaces of this machine cannot be listed", e);
        }
        return doors;
    }

    static boolean isBridge(String name) {
        return BRIDGE.matcher(name).matches();
    }

    /// proc(5) `/proc/net/route`: addresses as hexadecimal numbers in the machine's byte order, which is little
    /// endian everywhere Java 25 runs on Linux but s390x.
    static List<InetAddress> gateways(List<String> lines) {
        List<InetAddress> found = new ArrayList<>();
        for (String line : lines) {
            String[] field = line.strip().split("\\s+", -1);
            if (field.length > 7 && isZero(field[1], 8) && isZero(field[7], 8) && !isZero(field[2], 8)) {
                byte[] octets = HexFormat.of().parseHex(field[2]);
                found.add(IpAddress.of((octets[3] & 255) + "." + (octets[2] & 255) + "." + (octets[1] & 255) + "."
                        + (octets[0] & 255)));
            }
        }
        return found;
    }

    /// proc(5) `/proc/net/ipv6_route`.
    static List<InetAddress> gatewaysV6(List<String> lines) {
        List<InetAddress> found = new ArrayList<>();
        for (String line : lines) {
            String[] field = line.strip().split("\\s+", -1);
            if (field.length > 4 && isZero(field[0], 32) && isZero(field[1], 2) && !isZero(field[4], 32)) {
                found.add(IpAddress.of(String.join(":", field[4].split("(?<=\\G.{4})"))));
            }
        }
        return found;
    }

    private static boolean isZero(String hexadecimal, int digits) {
        return hexadecimal.equals("0".repeat(digits));
    }

    /// Empty where there is no such file: not Linux, or no IPv6.
    private static List<String> lines(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read: who is the default gateway?", e);
        }
    }
}

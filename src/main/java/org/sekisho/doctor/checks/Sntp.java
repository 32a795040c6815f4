package org.sekisho.doctor.checks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// One question to a time server. RFC 4330.
final class Sntp {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int OCTETS = 48; // without authentication; RFC 4330 §4
    private static final int CLIENT = 4 << 3 | 3; // version 4, mode 3
    private static final int SERVER = 4; // mode
    private static final int NOT_IN_STEP = 3; // leap indicator: its clock is not set
    private static final int WORST_STRATUM = 15; // 0 is a "kiss of death", 16 not set
    private static final int ORIGINATE = 24; // octet; RFC 4330 §4
    private static final int RECEIVE = 32; // octet
    private static final int TRANSMIT = 40; // octet
    private static final long EPOCH = 2_208_988_800L; // 1970-01-01 in seconds since 1900-01-01
    private static final long ERA = 1L << 32; // seconds; the first ends in 2036, RFC 4330 §3

    private Sntp() {}

    /// By how much the clock has to be moved to be right.
    /// @throws IOException no answer, or none that tells the time
    static Duration ask(String host, int port, InstantSource clock) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port));
            Instant sent = clock.instant();
            byte[] question = question(sent);
            socket.send(new DatagramPacket(question, OCTETS));
            var answer = new DatagramPacket(new byte[OCTETS], OCTETS);
            socket.receive(answer);
            Instant received = clock.instant();
            if (answer.getLength() < OCTETS) {
                throw new IOException("its answer is too short");
            }
            return offset(sent, received, ByteBuffer.wrap(question), ByteBuffer.wrap(answer.getData()));
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer in time", e);
        } catch (PortUnreachableException e) {
            throw new IOException("no time server there", e);
        }
    }

    private static byte[] question(Instant now) {
        return ByteBuffer.allocate(OCTETS)
                .put((byte) CLIENT)
                .position(TRANSMIT)
                .putLong(timestamp(now))
                .array();
    }

    /// RFC 4330 §5.
    private static Duration offset(Instant sent, Instant received, ByteBuffer question, ByteBuffer answer)
            throws IOException {
        int first = answer.get(0) & 0xff;
        int stratum = answer.get(1) & 0xff;
        if (answer.getLong(ORIGINATE) != question.getLong(TRANSMIT)) {
            throw new IOException("its answer is to another question");
        }
        if ((first & 7) != SERVER
                || first >> 6 == NOT_IN_STEP
                || stratum == 0
                || stratum > WORST_STRATUM
                || answer.getLong(TRANSMIT) == 0) {
            throw new IOException("it does not know the time itself");
        }
        Instant there = instant(answer.getLong(RECEIVE), sent);
        Instant back = instant(answer.getLong(TRANSMIT), sent);
        return Duration.between(sent, there)
                .plus(Duration.between(received, back))
                .dividedBy(2);
    }

    private static long timestamp(Instant time) {
        long seconds = time.getEpochSecond() + EPOCH;
        long fraction = (long) (time.getNano() / 1e9 * ERA);
        return seconds << 32 | fraction;
    }

    /// Of the eras it could be in, the one nearest to our own clock.
    private static Instant instant(long timestamp, Instant near) {
        long seconds = (timestamp >>> 32) - EPOCH;
        long eras = Math.round((near.getEpochSecond() - seconds) / (double) ERA);
        long nanos = (long) ((timestamp & (ERA - 1)) / (double) ERA * 1e9);
        return Instant.ofEpochSecond(seconds + eras * ERA, nanos);
    }
}

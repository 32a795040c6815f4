package org.sekisho.audit.blocklists;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// What the addresses mean with which a list answers (RFC 5782 §2.3): whole addresses, or bits of the last octet.
/// @param codes an address to its meaning
/// @param bits a bit of the last octet (1 to 128) to its meaning
public record ReturnCodes(Map<InetAddress, String> codes, Map<Integer, String> bits) {
    static final Network LIST_ANSWERS = Network.of("127.0.0.0/8"); // RFC 5782 §2.1

    public ReturnCodes {
        codes = Map.copyOf(codes);
        bits = Map.copyOf(bits);
        if (codes.isEmpty() && bits.isEmpty()) {
            throw new SyntaxError("no return codes");
        }
    }

    /// Reads `127.0.0.2=spam source;127.0.0.4=exploited host` or `+2=black;+4=grey`.
    static ReturnCodes of(String text) {
        var codes = new LinkedHashMap<InetAddress, String>();
        var bits = new LinkedHashMap<Integer, String>();
        for (String pair : text.split(";", -1)) {
            int equals = pair.indexOf('=');
            String meaning = pair.substring(equals + 1).strip();
            if (equals < 1 || meaning.isEmpty()) {
                throw new SyntaxError("a return code is written 127.0.0.2=meaning or +2=meaning, not '" + pair + "'");
            }
            String code = pair.substring(0, equals);
            String before = code.startsWith("+")
                    ? bits.putIfAbsent(bit(code.substring(1)), meaning)
                    : codes.putIfAbsent(address(code), meaning);
            if (before != null) {
                throw new SyntaxError("the return code " + code + " is there twice");
            }
        }
        return new ReturnCodes(codes, bits);
    }

    private static int bit(String digits) {
        int bit = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : 0;
        if (Integer.bitCount(bit) != 1 || bit > 128) {
            throw new SyntaxError("a bit is one of +1, +2, +4 to +128, not '+" + digits + "'");
        }
        return bit;
    }

    private static InetAddress address(String digits) {
        InetAddress address = IpAddress.of(digits);
        if (!LIST_ANSWERS.contains(address)) {
            throw new SyntaxError("a return code lies in 127.0.0.0/8, and " + digits + " does not");
        }
        return address;
    }

    /// Nothing when the list has not said what it means.
    public List<String> meanings(InetAddress code) {
        var meanings = new ArrayList<String>();
        String whole = codes.get(code);
        if (whole != null) {
            meanings.add(whole);
        }
        byte[] octets = code.getAddress();
        int last = octets[octets.length - 1] & 0xff;
        for (int bit = 1; bit <= 128; bit <<= 1) {
            String meaning = bits.get(bit);
            if (meaning != null && (last & bit) != 0) {
                meanings.add(meaning);
            }
        }
        return List.copyOf(meanings);
    }
}

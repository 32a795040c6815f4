package org.sekisho.imap.server;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.testing.TranscriptRunner;

/// The dialogues of `transcripts/imap`.
final class ImapTranscriptTest {
    @TestFactory
    Stream<DynamicTest> transcripts() throws IOException {
        return TranscriptRunner.folder("imap", _ -> ImapRig.plain());
    }
}

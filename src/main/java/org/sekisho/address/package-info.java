/// Mail addresses as values that cannot be wrong: [Domain], [Mailbox], reverse and forward paths (RFC 5321
/// §4.1.2, RFC 6531, IDNA), IP addresses and networks. Never asks a name server.
@NullMarked
package org.sekisho.address;

import org.jspecify.annotations.NullMarked;

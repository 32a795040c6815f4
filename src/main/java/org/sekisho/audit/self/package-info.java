/// The server's check of itself: who may send to outside without logging in, worked out by its own parser and
/// gate.
@NullMarked
package org.sekisho.audit.self;

import org.jspecify.annotations.NullMarked;

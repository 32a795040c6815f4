/// The partitioned, ordered, durable store and its blobs: the contract that every engine keeps.
@NullMarked
package org.sekisho.store;

import org.jspecify.annotations.NullMarked;

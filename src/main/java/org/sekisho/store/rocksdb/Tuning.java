package org.sekisho.store.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/// Every setting of the native library, and why. Owns the native option objects.
final class Tuning implements AutoCloseable {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final int BLOOM_BITS = 10; // about 1 % false positives
    private static final int LARGE_ROW_OCTETS = 2 * 1024; // larger values are not copied by compactions
    private static final int OPEN_FILES = 256;

    private final List<AbstractNativeReference> owned = new ArrayList<>();
    private final Options options;
    private final Cache cache;
    private final DBOptions database;

    Tuning(Options options) {
        this.options = options;
        this.cache = own(new LRUCache(options.cacheOctets(), 2));
        this.database = own(databaseOptions());
    }

    DBOptions database() {
        return database;
    }

    private DBOptions databaseOptions() {
        Properties checks = new Properties();
        // A log that was closed, synced and then lost or cut is noticed; the Java interface has no setter for it.
        checks.setProperty("track_and_verify_wals_in_manifest", "true");
        return DBOptions.getDBOptionsFromProps(checks)
                .setCreateIfMissing(true) // DataFolder has already refused a folder that lost files
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.AbsoluteConsistency) // see WriteAheadLog, which has read it first
                .setMaxTotalWalSize(2 * options.writeBufferOctets())
                .setWriteBufferManager(own(new WriteBufferManager(options.writeBufferOctets(), cache)))
                .setAllowConcurrentMemtableWrite(false) // there is one writer
                .setEnableWriteThreadAdaptiveYield(false)
                .setBytesPerSync(MIB) // flushes reach the disk evenly, so that the log's fsync does not wait for them
                .setUseDirectIoForFlushAndCompaction(true)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(OPEN_FILES)
                .setMaxFileOpeningThreads(1)
                .setTableCacheNumshardbits(2)
                .setSkipStatsUpdateOnDbOpen(true)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(MIB)
                .setKeepLogFileNum(2)
                .setMaxManifestFileSize(16 * MIB);
    }

    ColumnFamilyOptions family(Change.Family family) {
        ColumnFamilyOptions common = own(new ColumnFamilyOptions())
                .setTableFormatConfig(tables())
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(options.writeBufferOctets() / 2)
                .setMaxWriteBufferNumber(4)
                .setMemtablePrefixBloomSizeRatio(0.02)
                .setMemtableWholeKeyFiltering(true)
                .setArenaBlockSize(256 * KIB)
                .setTargetFileSizeBase(16 * MIB)
                .setMaxBytesForLevelBase(64 * MIB)
                .setLevel0FileNumCompactionTrigger(8)
                .setLevelCompactionDynamicLevelBytes(true);
        return switch (family) {
            case REFERENCES -> common;
            case ROWS -> withBlobFiles(common, LARGE_ROW_OCTETS).setEnableBlobGarbageCollection(false);
            case BLOBS -> withBlobFiles(common, 0);
        };
    }

    private static ColumnFamilyOptions withBlobFiles(ColumnFamilyOptions family, long minimum) {
        return family.setEnableBlobFiles(true)
                .setMinBlobSize(minimum)
                .setBlobFileSize(64 * MIB)
                .setBlobCompressionType(CompressionType.NO_COMPRESSION)
                .setEnableBlobGarbageCollection(true)
                .setBlobGarbageCollectionAgeCutoff(0.25)
                .setBlobGarbageCollectionForceThreshold(0.5);
    }

    private BlockBasedTableConfig tables() {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true) // or they would grow with the store, outside of the cache
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS)))
                .setChecksumType(ChecksumType.kXXH3)
                .setFormatVersion(6)
                .setBlockSize(8 * KIB);
    }

    private <T extends AbstractNativeReference> T own(T reference) {
        owned.add(reference);
        return reference;
    }

    @Override
    public void close() {
        owned.reversed().forEach(AbstractNativeReference::close);
    }
}

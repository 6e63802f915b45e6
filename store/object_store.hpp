// Puts objects in their place: written under a temporary name, hashed while written, synced, renamed, and
// only then given their row in the database.
//
// Objects are staged one by one and committed as a batch, so that a thousand small ones cost two syncs and
// one transaction. From the first staged object to the end of the commit the collector is kept out (gc.lock,
// shared).
//
// States of an object, and what a crash leaves:
//     staged      nothing, or a temporary tree ".tmp-<session>-<n>"    the collector removes it
//     synced      the temporary tree, complete                          the collector removes it
//     renamed     an object without a row                               litter: the next to add it replaces
//     it registered  a valid object
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/database.hpp"
#include "store/fs.hpp"
#include "store/lock.hpp"
#include "store/tree_sink.hpp"

namespace hm {

// The directories a store consists of, held open.
struct StoreDirectories {
  std::string store_path, data_path;
  Fd store, data, locks, temproots, logs;
};

class ObjectStore {
 public:
  ObjectStore(Fs& fs, StoreDirectories& directories, Database& database);

  // An object on its way. `tree` is written at the commit; without it `temporary` has been written already.
  struct Staged {
    PathInfo info;
    std::optional<Tree> tree;
    std::string temporary;
  };

  Fs& fs() { return fs_; }
  Database& database() { return database_; }
  const StoreDirectories& directories() const { return directories_; }

  // Begins a batch if none is open: takes gc.lock (waiting for a collector to finish), begins the session.
  Status open_batch();
  // Is it valid, or will it be with this batch? If so, it is kept from the collector.
  Result<bool> have(const StorePath& path);
  // Valid, and on the disk. A row whose object is gone (a hand or a damaged disk took it) is forgotten, with the rows
  // of all that refers to it, so that they are made again.
  Result<bool> is_there(const StorePath& path);
  const Staged* find_staged(const StorePath& path) const;
  Status stage(Staged staged);
  // A name for a temporary tree in the store directory, and what must be synced with the batch.
  std::string temporary_name();
  SyncSet& syncs() { return syncs_; }
  // Makes everything staged durable and valid, and lets the collector in again. After an error nothing of the
  // batch is valid, and it is forgotten.
  Status commit();
  // Forgets what was staged (removing its temporary trees), keeps what was to be kept, and lets the collector
  // in.
  void abandon();
  // Is a batch open (and the collector kept out)?
  bool batch_open() const { return static_cast<bool>(gc_lock_); }
  // Objects that the collector must keep as long as this process lives, valid or not yet.
  Status keep(const std::vector<StorePath>& paths);

  // Puts the tree `temporary` at the place of `path`, replacing an invalid leftover. Called by commit(); the
  // object is always whole at every moment, because another process may be about to register what stands
  // there.
  Status place(const std::string& temporary, const StorePath& path);

 private:
  Status write_staged();
  Status commit_staged();
  void drop_batch();
  void remove_temporaries();

  Fs& fs_;
  StoreDirectories& directories_;
  Database& database_;
  std::optional<Session> session_;
  FileLock gc_lock_;
  std::vector<Staged> staged_;
  std::unordered_map<StorePath, std::size_t> by_path_;
  std::vector<StorePath> kept_;  // to be written into the session's file
  SyncSet syncs_;
  unsigned counter_ = 0;
};

// Litter that only the collector and the owner's session remove.
inline constexpr std::string_view kTemporaryPrefix = ".tmp-";

}  // namespace hm

#include "store/object_store.hpp"

#include <cerrno>
#include <unordered_set>

namespace hm {

ObjectStore::ObjectStore(Fs& fs, StoreDirectories& directories, Database& database)
    : fs_(fs), directories_(directories), database_(database), syncs_(fs) {}

Status ObjectStore::open_batch() {
  if (gc_lock_) return {};
  HM_TRY(gc_lock_, FileLock::acquire(fs_, directories_.data, "gc.lock", Lock::Shared, Wait::Yes));
  if (!session_) {
    auto session = Session::begin(fs_, directories_.temproots);
    if (!session) {
      gc_lock_ = FileLock();
      return std::move(session).error();
    }
    session_.emplace(std::move(session).value());
  }
  return {};
}

Result<bool> ObjectStore::have(const StorePath& path) {
  HM_CHECK(open_batch());
  if (by_path_.contains(path)) return true;
  HM_TRY(const bool valid, is_there(path));
  if (valid) kept_.push_back(path);
  return valid;
}

Result<bool> ObjectStore::is_there(const StorePath& path) {
  HM_TRY(const bool valid, database_.is_valid(path));
  if (!valid) return false;
  HM_TRY(const NodeStatus status, fs_.stat(At(directories_.store, path.base())));
  if (status.kind != NodeKind::Missing) return true;
  std::vector<StorePath> gone = {path};
  std::unordered_set<StorePath> seen = {path};
  for (std::size_t i = 0; i < gone.size(); ++i) {
    HM_TRY(const std::vector<StorePath> referrers, database_.referrers(gone[i]));
    for (const StorePath& referrer : referrers) {
      if (seen.insert(referrer).second) gone.push_back(referrer);
    }
  }
  HM_CHECK(database_.forget(gone, Database::Durable::Yes));
  return false;
}

const ObjectStore::Staged* ObjectStore::find_staged(const StorePath& path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : &staged_[found->second];
}

Status ObjectStore::stage(Staged staged) {
  HM_CHECK(open_batch());
  if (by_path_.contains(staged.info.path)) {
    if (!staged.temporary.empty()) return remove_tree(fs_, directories_.store, staged.temporary);
    return {};
  }
  kept_.push_back(staged.info.path);
  by_path_.emplace(staged.info.path, staged_.size());
  staged_.push_back(std::move(staged));
  return {};
}

std::string ObjectStore::temporary_name() {
  return fmt::format("{}{}-{}", kTemporaryPrefix, session_ ? session_->name() : "none", ++counter_);
}

Status ObjectStore::keep(const std::vector<StorePath>& paths) {
  if (paths.empty()) return {};
  const bool was_open = static_cast<bool>(gc_lock_);
  HM_CHECK(open_batch());
  kept_.insert(kept_.end(), paths.begin(), paths.end());
  return was_open ? Status() : commit();
}

Status ObjectStore::write_staged() {
  for (Staged& staged : staged_) {
    if (!staged.tree) continue;
    staged.temporary = temporary_name();
    ObjectWriter writer(fs_, directories_.store, staged.temporary, syncs_);
    HM_CHECK(emit(fs_, *staged.tree, writer));
    const NarSummary nar = writer.finish();
    staged.info.nar_hash = nar.hash;
    staged.info.nar_size = nar.size;
  }
  return {};
}

Status ObjectStore::place(const std::string& temporary, const StorePath& path) {
  const At from(directories_.store, temporary), to(directories_.store, path.base());
  Status placed = fs_.rename(from, to, Rename::NoReplace);
  if (!placed && placed.error().os_error() == EINVAL) {  // a file system without the flag
    HM_TRY(const NodeStatus there, fs_.stat(to));
    if (there.kind == NodeKind::Missing) return fs_.rename(from, to, Rename::Replace);
  } else if (placed || placed.error().os_error() != EEXIST) {
    return placed;
  }
  HM_TRY(const bool valid, database_.is_valid(path));
  if (valid) return remove_tree(fs_, directories_.store, temporary);
  // Litter of a crash, or another process between its rename and its row: swapped in one step, so that its
  // row, should it come now, finds a whole object too.
  Status exchanged = fs_.rename(from, to, Rename::Exchange);
  if (!exchanged && exchanged.error().os_error() == EINVAL) {
    const std::string aside = temporary_name();
    HM_CHECK(fs_.rename(to, At(directories_.store, aside), Rename::Replace));
    HM_CHECK(fs_.rename(from, to, Rename::Replace));
    return remove_tree(fs_, directories_.store, aside);
  }
  if (!exchanged) return exchanged;
  return remove_tree(fs_, directories_.store, temporary);
}

Status ObjectStore::commit_staged() {
  // Before anything is in place: from here on a collector, should we die, may remove it, but not while we
  // live.
  if (!kept_.empty()) HM_CHECK(session_->keep(kept_));
  if (staged_.empty()) return {};
  HM_CHECK(write_staged());
  HM_CHECK(syncs_.sync(directories_.store));
  for (const Staged& staged : staged_) HM_CHECK(place(staged.temporary, staged.info.path));
  // A row must never outlive the name of its object: the names first, then the rows.
  HM_CHECK(fs_.sync(directories_.store));
  std::vector<PathInfo> rows;
  rows.reserve(staged_.size());
  for (Staged& staged : staged_) rows.push_back(std::move(staged.info));
  return database_.add(rows);
}

void ObjectStore::drop_batch() {
  staged_.clear();
  by_path_.clear();
  kept_.clear();
  gc_lock_ = FileLock();
}

void ObjectStore::remove_temporaries() {
  for (const Staged& staged : staged_) {
    if (!staged.temporary.empty()) {
      ignore(remove_tree(fs_, directories_.store, staged.temporary), "the collector removes it later");
    }
  }
  syncs_.clear();
}

void ObjectStore::abandon() {
  remove_temporaries();
  if (session_ && !kept_.empty()) ignore(session_->keep(kept_), "what failed to be built needs no keeping");
  drop_batch();
}

Status ObjectStore::commit() {
  if (!gc_lock_) return {};
  Status done = commit_staged();
  if (!done) remove_temporaries();
  drop_batch();
  return done;
}

}  // namespace hm

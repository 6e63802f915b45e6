// Garbage collection: take the lock, read the roots, forget the rows, take the names away, let go of the
// lock, unlink.
//
// Order, and what a crash leaves:
//     rows forgotten (durably)     objects without rows: litter for the next collection
//     renamed to ".tmp-…"          the same; from here on the names are free for whoever adds them again
//     unlinked                     nothing
// Were an object to go before its row, a power cut could leave a row that promises what is not there.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "store/fs_steps.hpp"
#include "store/references.hpp"
#include "store/roots.hpp"
#include "store/tree_sink.hpp"

namespace hm {
namespace {

class Collection {
 public:
  Collection(Store::Impl& impl, const GcOptions& options) : impl_(impl), options_(options) {}

  // Everything that happens with the lock held.
  Status prepare() {
    HM_TRY(lock_, FileLock::acquire(impl_.fs, impl_.directories.data, "gc.lock", Lock::Exclusive, Wait::Yes));
    HM_TRY(roots_, find_roots(impl_));
    if (!roots_.lost_profiles.empty()) {
      return fail(Code::StateDamaged, "'{}' leads to a generation whose link is gone: what it needs is not known",
                  roots_.lost_profiles.front())
          .note("nothing was deleted")
          .hint("'hm switch' makes a new generation; then this can be run again");
    }
    HM_TRY(all_, impl_.database->all());
    for (std::size_t i = 0; i < all_.size(); ++i) by_path_.emplace(all_[i].path, i);
    return mark();
  }

  bool is_live(const StorePath& path) const { return live_.contains(path); }

  Status sweep_everything(GcReport& report) {
    std::vector<StorePath> dead;
    for (const PathInfo& info : all_) {
      if (live_.contains(info.path)) continue;
      dead.push_back(info.path);
      report.freed_bytes += info.nar_size;
    }
    report.live = live_.size();
    report.stale_roots = roots_.stale_links;
    HM_TRY(const std::vector<std::string> litter, find_litter());
    report.litter = litter.size();
    report.dead = dead;
    if (options_.dry_run) return {};
    HM_CHECK(impl_.database->forget(dead, Database::Durable::Yes));
    HM_CHECK(set_aside(dead, litter));
    HM_CHECK(tidy());
    lock_ = FileLock();
    return unlink_all(report);
  }

  Status sweep_only(const std::vector<StorePath>& paths, GcReport& report) {
    for (const StorePath& path : paths) {
      if (live_.contains(path)) return fail(Code::BadUse, "'{}' is still needed", impl_.physical(path));
      const auto found = by_path_.find(path);
      if (found == by_path_.end())
        return fail(Code::NotFound, "'{}' is not in the store", impl_.physical(path));
      report.freed_bytes += all_[found->second].nar_size;
    }
    report.live = live_.size();
    report.dead = paths;
    if (options_.dry_run) return {};
    HM_CHECK(impl_.database->forget(paths, Database::Durable::Yes));
    HM_CHECK(set_aside(paths, {}));
    lock_ = FileLock();
    std::uint64_t unused = 0;
    for (const std::string& name : aside_)
      HM_CHECK(remove_tree(impl_.fs, impl_.directories.store, name, &unused));
    return {};
  }

 private:
  Status mark() {
    std::vector<StorePath> queue;
    const auto reach = [&](const StorePath& path) {
      if (by_path_.contains(path) && live_.insert(path).second) queue.push_back(path);
    };
    for (const GcRoot& root : roots_.roots) {
      rooted_.insert(root.target);
      reach(root.target);
    }
    HM_TRY(const std::vector<StorePath> needed, needed_without_rows());
    for (const StorePath& path : needed) reach(path);
    while (!queue.empty()) {
      const PathInfo& info = all_[by_path_.at(queue.back())];
      queue.pop_back();
      for (const StorePath& reference : info.references) reach(reference);
      if (options_.keep_derivations && info.deriver) reach(*info.deriver);
      if (options_.keep_outputs && info.path.is_derivation()) {
        HM_TRY(const auto outputs, impl_.database->outputs(info.path));
        for (const auto& [name, path] : outputs) reach(path);
      }
    }
    return {};
  }

  // A root without a row says that the database was lost and made anew. What such an object needs is then read
  // from its bytes, object by object, until what they need has rows: those are returned, the others stay as rooted.
  Result<std::vector<StorePath>> needed_without_rows() {
    std::vector<StorePath> queue, with_rows;
    for (const GcRoot& root : roots_.roots) {
      if (!by_path_.contains(root.target)) queue.push_back(root.target);
    }
    if (queue.empty()) return with_rows;
    HM_TRY(const std::vector<NodeEntry> entries, impl_.fs.list(impl_.directories.store));
    std::vector<StorePath> all;
    for (const NodeEntry& entry : entries) {
      if (auto path = StorePath::parse_base(entry.name)) all.push_back(std::move(path).value());
    }
    std::unordered_set<StorePath> seen;
    while (!queue.empty()) {
      const StorePath path = queue.back();
      queue.pop_back();
      if (!seen.insert(path).second) continue;
      const At object(impl_.directories.store, path.base());
      HM_TRY(const NodeStatus status, impl_.fs.stat(object));
      if (status.kind == NodeKind::Missing) continue;
      rooted_.insert(path);
      ReferenceScanner scanner(all);
      NarHasher hasher(&scanner);
      HM_CHECK(walk_tree(impl_.fs, object, impl_.physical(path), {}, hasher));
      hasher.finish();  // what it still holds back goes to the scanner
      for (const StorePath& reference : scanner.found())
        (by_path_.contains(reference) ? with_rows : queue).push_back(reference);
    }
    return with_rows;
  }

  // Leftovers: temporary trees of processes that are gone, and object-like names that no row and no root
  // knows. A name that is neither is not ours, and stays.
  Result<std::vector<std::string>> find_litter() {
    std::vector<std::string> litter;
    HM_TRY(const std::vector<NodeEntry> entries, impl_.fs.list(impl_.directories.store));
    for (const NodeEntry& entry : entries) {
      if (entry.name.starts_with(kTemporaryPrefix)) {
        if (!owner_lives(entry.name)) litter.push_back(entry.name);
        continue;
      }
      const auto path = StorePath::parse_base(entry.name);
      if (path && !by_path_.contains(*path) && !rooted_.contains(*path)) litter.push_back(entry.name);
    }
    return litter;
  }

  // ".tmp-<session>-<n>"
  bool owner_lives(const std::string& temporary) const {
    const std::string rest = temporary.substr(kTemporaryPrefix.size());
    return roots_.live_sessions.contains(rest.substr(0, rest.rfind('-')));
  }

  Status set_aside(const std::vector<StorePath>& dead, const std::vector<std::string>& litter) {
    const Fd& store = impl_.directories.store;
    for (const StorePath& path : dead) {
      HM_TRY(const NodeStatus status, impl_.fs.stat(At(store, path.base())));
      if (status.kind == NodeKind::Missing) continue;
      aside_.push_back(impl_.objects->temporary_name());
      HM_CHECK(impl_.fs.rename(At(store, path.base()), At(store, aside_.back()), Rename::Replace));
    }
    for (const std::string& name : litter) {
      if (name.starts_with(kTemporaryPrefix)) {
        litter_.push_back(name);
        continue;
      }
      litter_.push_back(impl_.objects->temporary_name());
      HM_CHECK(impl_.fs.rename(At(store, name), At(store, litter_.back()), Rename::Replace));
    }
    return {};
  }

  Status tidy() {
    for (const std::string& link : roots_.stale_links)
      ignore(impl_.fs.unlink(At(link)), "a registration that stays is looked at again the next time");
    for (const std::string& session : roots_.stale_sessions)
      ignore(impl_.fs.unlink(At(impl_.directories.temproots, session)), "looked at again the next time");
    auto builds = impl_.fs.open_directory(At(impl_.directories.data_path + "/builds"));
    if (!builds) return {};
    HM_TRY(const std::vector<NodeEntry> entries, impl_.fs.list(*builds));
    for (const NodeEntry& entry : entries) {
      if (entry.name.starts_with(kTemporaryPrefix) && !owner_lives(entry.name))
        HM_CHECK(remove_tree(impl_.fs, *builds, entry.name));
    }
    return {};
  }

  Status unlink_all(GcReport& report) {
    std::uint64_t unused = 0;
    for (const std::string& name : aside_) {
      if (options_.interrupted && options_.interrupted())
        return fail(Code::Interrupted, "interrupted; what is left to be removed goes with the next `hm gc`");
      HM_CHECK(remove_tree(impl_.fs, impl_.directories.store, name, &unused));
    }
    for (const std::string& name : litter_)
      HM_CHECK(remove_tree(impl_.fs, impl_.directories.store, name, &report.freed_bytes));
    return {};
  }

  Store::Impl& impl_;
  const GcOptions& options_;
  FileLock lock_;
  FoundRoots roots_;
  std::vector<PathInfo> all_;
  std::unordered_map<StorePath, std::size_t> by_path_;
  std::unordered_set<StorePath> live_, rooted_;
  std::vector<std::string> aside_, litter_;
};

}  // namespace

Result<GcReport> Store::collect_garbage(const GcOptions& options) {
  HM_CHECK(impl_->writable());
  // Our own session first: its name marks what we set aside as ours.
  HM_CHECK(impl_->objects->open_batch());
  HM_CHECK(flush());
  Collection collection(*impl_, options);
  GcReport report;
  HM_CHECK(collection.prepare());
  HM_CHECK(collection.sweep_everything(report));
  return report;
}

Result<GcReport> Store::delete_paths(const std::vector<StorePath>& paths) {
  HM_CHECK(impl_->writable());
  HM_CHECK(impl_->objects->open_batch());
  HM_CHECK(flush());
  const GcOptions options{.keep_derivations = false};
  Collection collection(*impl_, options);
  GcReport report;
  HM_CHECK(collection.prepare());
  HM_CHECK(collection.sweep_only(paths, report));
  return report;
}

}  // namespace hm

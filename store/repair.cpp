// Damaged objects made anew, and a lost index from the objects.
//
// A damaged object that a derivation makes is built again; its place is taken in one step, so that whoever
// reads it finds the old bytes or the right ones. Rows that refer to it have to go with its own, and come
// back as soon as it is whole. What no derivation makes (sources, texts) cannot be had back here: its row
// stays away, and whatever adds it again (the next switch) writes it anew, because nothing claims any more
// that it is there.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "store/fs_steps.hpp"
#include "store/references.hpp"
#include "store/store_impl.hpp"

namespace hm {
namespace {

class Repair {
 public:
  Repair(Store& store, Store::Impl& impl, const BuildOptions& options)
      : store_(store), impl_(impl), options_(options) {}

  Result<RepairReport> run(const VerifyReport& found) {
    report_.checked = found.checked;
    for (const VerifyReport::Problem& problem : found.problems) damaged_.insert(problem.path);
    if (damaged_.empty()) return std::move(report_);
    HM_CHECK(forget());
    HM_CHECK(rebuild());
    HM_CHECK(register_whole());
    for (const VerifyReport::Problem& problem : found.problems) {
      HM_TRY(const bool valid, impl_.database->is_valid(problem.path));
      (valid ? report_.repaired : report_.left).push_back(problem.path);
    }
    return std::move(report_);
  }

 private:
  // The rows of what is damaged and of all that refers to it.
  Status forget() {
    std::vector<StorePath> gone(damaged_.begin(), damaged_.end());
    std::unordered_set<StorePath> seen = damaged_;
    for (std::size_t i = 0; i < gone.size(); ++i) {
      HM_TRY(const std::vector<StorePath> referrers, impl_.database->referrers(gone[i]));
      for (const StorePath& referrer : referrers) {
        if (seen.insert(referrer).second) gone.push_back(referrer);
      }
    }
    for (const StorePath& path : gone) {
      HM_TRY(std::optional<PathInfo> info, impl_.database->find(path));
      if (info) forgotten_.push_back(std::move(*info));
    }
    HM_CHECK(impl_.objects->keep(gone));
    return impl_.database->forget(gone, Database::Durable::Yes);
  }

  // One derivation at a time: what one build fails at must not keep the others from being made.
  Status rebuild() {
    for (const PathInfo& info : forgotten_) {
      if (!damaged_.contains(info.path) || !info.deriver) continue;
      HM_TRY(const bool known, impl_.database->is_valid(*info.deriver));
      if (!known) continue;
      auto built = store_.realise({{*info.deriver, {}}}, options_);
      if (built) continue;
      if (built.error().code() == Code::Interrupted) return std::move(built).error();
      report_.failures.push_back(fmt::format("{}: {}", impl_.physical(info.path), built.error().message()));
    }
    return {};
  }

  // The rows of what was whole all along, where all it refers to is valid again.
  Status register_whole() {
    for (bool progress = true; progress;) {
      progress = false;
      for (const PathInfo& info : forgotten_) {
        HM_TRY(const bool may, wants_row(info));
        if (!may) continue;
        HM_CHECK(impl_.database->add({info}));
        progress = true;
      }
    }
    return {};
  }

  Result<bool> wants_row(const PathInfo& info) {
    if (damaged_.contains(info.path)) return false;
    HM_TRY(const bool valid, impl_.database->is_valid(info.path));
    if (valid) return false;
    for (const StorePath& reference : info.references) {
      if (reference == info.path) continue;
      HM_TRY(const bool there, impl_.database->is_valid(reference));
      if (!there) return false;
    }
    return true;
  }

  Store& store_;
  Store::Impl& impl_;
  const BuildOptions& options_;
  RepairReport report_;
  std::unordered_set<StorePath> damaged_;
  std::vector<PathInfo> forgotten_;
};

// --- the index from the objects
// -------------------------------------------------------------------------------------

class Indexer {
 public:
  explicit Indexer(Store::Impl& impl) : impl_(impl) {}

  Result<std::size_t> run() {
    HM_TRY(const std::vector<NodeEntry> entries, impl_.fs.list(impl_.directories.store));
    for (const NodeEntry& entry : entries) {
      if (auto path = StorePath::parse_base(entry.name)) all_.push_back(std::move(path).value());
    }
    for (const StorePath& path : all_) {
      if (path.is_derivation()) HM_CHECK(note_outputs(path));
    }
    ReferenceScanner scanner(all_);
    for (const StorePath& path : all_) {
      HM_TRY(std::optional<PathInfo> info, described(path, scanner));
      if (info) rows_.emplace(path, std::move(*info));
    }
    drop_incomplete();
    std::vector<PathInfo> rows;
    for (auto& [path, info] : rows_) rows.push_back(std::move(info));
    HM_CHECK(impl_.database->add(rows));
    return rows.size();
  }

 private:
  Status note_outputs(const StorePath& path) {
    auto text = read_file(impl_.fs, At(impl_.directories.store, path.base()));
    if (!text) return {};
    auto derivation = parse_derivation(*text);
    if (!derivation) return {};
    for (const auto& [name, output] : derivation->outputs) {
      auto made = StorePath::parse(impl_.options.store_dir, output.path);
      if (made) derivers_.emplace(std::move(made).value(), path);
    }
    return note_inputs(path, *derivation);
  }

  // A derivation names its outputs too, and refers to its inputs alone.
  Status note_inputs(const StorePath& path, const Derivation& derivation) {
    std::vector<StorePath>& inputs = inputs_[path];
    for (const std::string& source : derivation.input_sources) {
      HM_TRY(StorePath input, StorePath::parse(impl_.options.store_dir, source));
      inputs.push_back(std::move(input));
    }
    for (const auto& [source, names] : derivation.input_derivations) {
      HM_TRY(StorePath input, StorePath::parse(impl_.options.store_dir, source));
      inputs.push_back(std::move(input));
    }
    std::sort(inputs.begin(), inputs.end());
    return {};
  }

  // Nothing where nothing vouches for the object: neither a derivation that makes it, nor its own name.
  Result<std::optional<PathInfo>> described(const StorePath& path, ReferenceScanner& scanner) {
    const std::string place = impl_.physical(path);
    scanner.start_over();
    NarHasher hasher(&scanner);
    Status read = walk_tree(impl_.fs, At(place), place, nullptr, hasher);
    if (!read) return std::optional<PathInfo>();
    const NarSummary nar = hasher.finish();
    PathInfo info;
    info.path = path;
    info.nar_hash = nar.hash;
    info.nar_size = nar.size;
    const auto inputs = inputs_.find(path);
    info.references = inputs == inputs_.end() ? scanner.found() : inputs->second;
    const auto deriver = derivers_.find(path);
    if (deriver != derivers_.end()) info.deriver = deriver->second;
    HM_TRY(info.content_address, address_of(info));
    if (info.content_address.empty() && !info.deriver) return std::optional<PathInfo>();
    return std::optional<PathInfo>(std::move(info));
  }

  // What the object's name says it holds, where that is what it holds.
  Result<std::string> address_of(PathInfo& info) {
    const std::string& dir = impl_.options.store_dir;
    const std::string name(info.path.name());
    std::vector<StorePath> others = info.references;
    const bool self = std::erase(others, info.path) > 0;
    if (fixed_output_path(dir, name, info.nar_hash, true, others, self) == info.path)
      return content_address_fixed(info.nar_hash, true);
    HM_TRY(const NodeStatus status, impl_.fs.stat(At(impl_.directories.store, info.path.base())));
    if (status.kind != NodeKind::File) return std::string();
    HM_TRY(const std::string text, read_file(impl_.fs, At(impl_.directories.store, info.path.base())));
    const Hash flat = hash_of(HashAlgorithm::Sha256, text);
    if (text_path(dir, name, text, info.references) == info.path) return content_address_text(flat);
    // It may mention what it does not refer to (a context that was discarded).
    if (text_path(dir, name, text, {}) == info.path) {
      info.references.clear();
      return content_address_text(flat);
    }
    if (fixed_output_path(dir, name, flat, false) == info.path) return content_address_fixed(flat, false);
    return std::string();
  }

  // A row needs the rows of all it refers to.
  void drop_incomplete() {
    for (bool dropped = true; dropped;) {
      dropped = std::erase_if(rows_, [&](const auto& row) {
                  return std::any_of(row.second.references.begin(), row.second.references.end(),
                                     [&](const StorePath& reference) { return !rows_.contains(reference); });
                }) > 0;
    }
  }

  Store::Impl& impl_;
  std::vector<StorePath> all_;
  std::unordered_map<StorePath, StorePath> derivers_;             // by output
  std::unordered_map<StorePath, std::vector<StorePath>> inputs_;  // by derivation
  std::unordered_map<StorePath, PathInfo> rows_;
};

}  // namespace

Result<RepairReport> Store::repair(const std::vector<StorePath>& paths, const BuildOptions& options) {
  HM_CHECK(impl_->writable());
  HM_TRY(const VerifyReport found, verify(paths, options.interrupted));
  return Repair(*this, *impl_, options).run(found);
}

Result<std::vector<std::string>> Store::check_index() {
  HM_CHECK(flush());
  return impl_->database->check();
}

Result<std::size_t> Store::index_objects() {
  HM_CHECK(impl_->writable());
  HM_TRY(const std::vector<PathInfo> known, all());
  if (!known.empty())
    return fail(Code::BadUse, "the store has an index; it is made from the objects only where there is none");
  HM_CHECK(impl_->objects->open_batch());
  auto count = Indexer(*impl_).run();
  HM_CHECK(impl_->objects->commit());
  return count;
}

Result<std::string> Store::set_index_aside(const StoreOptions& options, Fs& fs) {
  const std::string data = options.data_dir.empty()
                               ? options.store_dir.substr(0, options.store_dir.rfind('/')) + "/var/hm"
                               : options.data_dir;
  HM_TRY(const Fd held, fs.open_directory(At(data)));
  HM_TRY(const FileLock lock, FileLock::acquire(fs, held, "gc.lock", Lock::Exclusive, Wait::Yes));
  HM_TRY(const Fd db, fs.open_directory(At(data + "/db")));
  std::string aside = "store.sqlite.damaged";
  for (int n = 2;; ++n) {
    HM_TRY(const NodeStatus there, fs.stat(At(db, aside)));
    if (there.kind == NodeKind::Missing) break;
    aside = fmt::format("store.sqlite.damaged-{}", n);
  }
  // The log belongs to the file: kept beside it, and out of the way of the new one.
  for (const char* tail : {"-wal", "-shm", ""}) {
    const std::string name = std::string("store.sqlite") + tail;
    HM_TRY(const NodeStatus there, fs.stat(At(db, name)));
    if (there.kind != NodeKind::Missing)
      HM_CHECK(fs.rename(At(db, name), At(db, aside + tail), Rename::Replace));
  }
  HM_CHECK(fs.sync(db));
  return data + "/db/" + aside;
}

}  // namespace hm

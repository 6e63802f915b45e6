#include "store/store.hpp"

#include <algorithm>
#include <cerrno>

#include "store/fs_steps.hpp"
#include "store/store_impl.hpp"

namespace hm {

std::string content_address_text(const Hash& flat) {
  return "text:sha256:" + flat.base32();
}

std::string content_address_fixed(const Hash& hash, bool recursive) {
  return fmt::format("fixed:{}{}:{}", recursive ? "r:" : "", name_of(hash.algorithm), hash.base32());
}

// --- opening
// ------------------------------------------------------------------------------------------------

namespace {

Result<Fd> make_and_hold(Fs& fs, const std::string& path, std::uint32_t mode) {
  auto held = fs.open_directory(At(path));
  if (held || held.error().os_error() != ENOENT) return held;
  HM_CHECK(make_directories(fs, path, mode));
  return fs.open_directory(At(path));
}

// The collector looks for roots in every state directory that ever used the store, so that a command with another
// $XDG_STATE_HOME does not take away what this one's generations need.
Status remember_state(Fs& fs, const std::string& states, const std::string& state_dir) {
  HM_TRY(const Fd held, make_and_hold(fs, states, 0700));
  const std::string name = hash_of(HashAlgorithm::Sha256, state_dir).base32().substr(0, 32);
  HM_TRY(const NodeStatus there, fs.stat(At(held, name)));
  if (there.kind != NodeKind::Missing) return {};
  Status made = fs.make_symlink(state_dir, At(held, name));
  if (!made && made.error().os_error() != EEXIST) return made;
  return fs.sync(held);
}

std::string default_data_dir(const std::string& store_dir) {
  const std::size_t slash = store_dir.rfind('/');
  return store_dir.substr(0, slash) + "/var/hm";
}

Status check_absolute(const std::string& path, const char* what) {
  const bool good = path.size() > 1 && path[0] == '/' && is_safe_relative(std::string_view(path).substr(1));
  if (good) return {};
  return fail(Code::Usage, "{} '{}' is not an absolute path without '.', '..' and double or trailing slashes",
              what, path);
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(StoreOptions options, Fs& fs) {
  HM_CHECK(check_absolute(options.store_dir, "the store directory"));
  HM_CHECK(check_absolute(options.state_dir, "the state directory"));
  if (options.data_dir.empty()) options.data_dir = default_data_dir(options.store_dir);
  HM_CHECK(check_absolute(options.data_dir, "the store's data directory"));
  auto impl = std::make_unique<Impl>(std::move(options), fs);
  StoreDirectories& directories = impl->directories;
  directories.store_path = impl->options.store_dir;
  directories.data_path = impl->options.data_dir;
  const std::string database = directories.data_path + "/db/store.sqlite";
  if (!impl->read_only()) {
    HM_TRY(directories.store, make_and_hold(fs, directories.store_path, 0755));
    HM_TRY(directories.data, make_and_hold(fs, directories.data_path, 0700));
    HM_TRY(directories.locks, make_and_hold(fs, directories.data_path + "/locks", 0700));
    HM_TRY(directories.temproots, make_and_hold(fs, directories.data_path + "/temproots", 0700));
    HM_TRY(directories.logs, make_and_hold(fs, directories.data_path + "/log", 0700));
    HM_TRY(const Fd held, make_and_hold(fs, directories.data_path + "/db", 0700));
    HM_CHECK(remember_state(fs, directories.data_path + "/states", impl->options.state_dir));
  }
  HM_TRY(impl->database, Database::open(database, impl->options.access));
  if (!impl->read_only()) impl->objects.emplace(fs, directories, *impl->database);
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Store::~Store() {
  if (impl_->objects) ignore(impl_->objects->commit(), "whoever needs to know calls flush() first");
}

const std::string& Store::dir() const {
  return impl_->options.store_dir;
}
const StoreOptions& Store::options() const {
  return impl_->options;
}
Fs& Store::fs() {
  return impl_->fs;
}

Status Store::Impl::writable() const {
  if (!read_only()) return {};
  return fail(Code::BadUse, "the store '{}' was opened for reading only", options.store_dir);
}

Result<bool> Store::Impl::have(const StorePath& path) {
  if (read_only()) {
    if (remembered.contains(path)) return true;
    return database->is_valid(path);
  }
  return objects->have(path);
}

// --- asking
// -------------------------------------------------------------------------------------------------

Result<bool> Store::is_valid(const StorePath& path) {
  if (impl_->objects && impl_->objects->find_staged(path) != nullptr) return true;
  return impl_->database->is_valid(path);
}

Result<std::optional<PathInfo>> Store::path_info(const StorePath& path) {
  // What is staged has no hash yet.
  if (impl_->objects && impl_->objects->find_staged(path) != nullptr) HM_CHECK(flush());
  return impl_->database->find(path);
}

Result<std::vector<StorePath>> Store::referrers(const StorePath& path) {
  HM_CHECK(flush());
  return impl_->database->referrers(path);
}

Result<std::vector<PathInfo>> Store::all() {
  HM_CHECK(flush());
  return impl_->database->all();
}

Result<std::vector<StorePath>> Store::closure(const std::vector<StorePath>& paths) {
  HM_CHECK(flush());
  return closure_of(*impl_->database, paths, dir());
}

Result<std::string> Store::read_text(const StorePath& path) {
  const auto remembered = impl_->remembered.find(path);
  if (remembered != impl_->remembered.end() && remembered->second.kind == Tree::Kind::Text)
    return remembered->second.text;
  if (impl_->objects) {
    const ObjectStore::Staged* staged = impl_->objects->find_staged(path);
    if (staged != nullptr && staged->tree && staged->tree->kind == Tree::Kind::Text)
      return staged->tree->text;
    if (staged != nullptr) HM_CHECK(flush());
  }
  HM_TRY(const bool valid, impl_->database->is_valid(path));
  if (!valid) return fail(Code::NotFound, "'{}' is not in the store", impl_->physical(path));
  return read_file(impl_->fs, At(impl_->physical(path)));
}

Result<Derivation> Store::read_derivation(const StorePath& path) {
  const auto known = impl_->derivations.find(path);
  if (known != impl_->derivations.end()) return known->second;
  if (!path.is_derivation())
    return fail(Code::InvalidDerivation, "'{}' is not a derivation", impl_->physical(path));
  HM_TRY(const std::string text, read_text(path));
  auto derivation = parse_derivation(text);
  if (!derivation)
    return std::move(derivation).context(fmt::format("while reading '{}'", impl_->physical(path)));
  impl_->derivations.emplace(path, *derivation);
  return derivation;
}

Result<Outputs> Store::outputs_of(const StorePath& path) {
  HM_TRY(const Derivation derivation, read_derivation(path));
  Outputs outputs;
  for (const auto& [name, output] : derivation.outputs) {
    if (output.path.empty()) continue;
    HM_TRY(StorePath parsed, StorePath::parse(dir(), output.path));
    outputs.emplace(name, std::move(parsed));
  }
  if (outputs.size() < derivation.outputs.size()) {
    HM_TRY(const Outputs built, impl_->database->outputs(path));
    outputs.insert(built.begin(), built.end());
  }
  return outputs;
}

std::string Store::log_file(const StorePath& derivation) const {
  return impl_->directories.data_path + "/log/" + derivation.base();
}

// --- adding
// -------------------------------------------------------------------------------------------------

Result<StorePath> Store::Impl::stage(StorePath path, Tree tree, std::vector<StorePath> references,
                                     std::string content_address) {
  HM_TRY(const bool there, have(path));
  if (there) return path;
  if (read_only()) {
    remembered.emplace(path, std::move(tree));
    return path;
  }
  ObjectStore::Staged staged;
  staged.info.path = path;
  staged.info.references = std::move(references);
  staged.info.content_address = std::move(content_address);
  staged.tree = std::move(tree);
  HM_CHECK(objects->stage(std::move(staged)));
  return path;
}

Result<StorePath> Store::add_text(const std::string& name, const std::string& text,
                                  const std::vector<StorePath>& references) {
  HM_CHECK(check_store_name(name));
  StorePath path = text_path(dir(), name, text, references);
  Tree tree;
  tree.kind = Tree::Kind::Text;
  tree.text = text;
  return impl_->stage(std::move(path), std::move(tree), references,
                      content_address_text(hash_of(HashAlgorithm::Sha256, text)));
}

Result<StorePath> Store::add_derivation(const std::string& name, const Derivation& derivation) {
  return add_derivation(name, derivation, derivation.to_aterm());
}

Result<StorePath> Store::add_derivation(const std::string& name, Derivation derivation, std::string text) {
  std::vector<StorePath> references;
  for (const std::string& source : derivation.input_sources) {
    HM_TRY(StorePath path, StorePath::parse(dir(), source));
    references.push_back(std::move(path));
  }
  for (const auto& [input, outputs] : derivation.input_derivations) {
    HM_TRY(StorePath path, StorePath::parse(dir(), input));
    references.push_back(std::move(path));
  }
  std::sort(references.begin(), references.end());
  HM_TRY(StorePath path, add_text(name + ".drv", text, references));
  impl_->derivations.emplace(path, std::move(derivation));
  return path;
}

Result<StorePath> Store::add_tree(const std::string& name, const Tree& tree,
                                  const std::vector<StorePath>& references) {
  HM_CHECK(check_store_name(name));
  NarHasher hasher;
  HM_CHECK(emit(impl_->fs, tree, hasher));
  const NarSummary nar = hasher.finish();
  StorePath path = fixed_output_path(dir(), name, nar.hash, true, references);
  return impl_->stage(std::move(path), tree, references, content_address_fixed(nar.hash, true));
}

namespace {

Error wrong_hash(const std::string& what, const Hash& expected, const Hash& found) {
  return fail(Code::HashMismatch, "hash mismatch in {}:\n  specified: {}\n  got:       {}", what,
              expected.sri(), found.sri());
}

// NAR and flat hash at once.
class SourceHasher final : public TreeSink {
 public:
  explicit SourceHasher(bool flat) : flat_(flat) {}
  Status directory(const std::string& name) override {
    if (flat_) return not_a_file();
    return nar_.directory(name);
  }
  Status end_directory() override { return nar_.end_directory(); }
  Status file(const std::string& name, bool executable, std::uint64_t size) override {
    return nar_.file(name, executable, size);
  }
  Status content(std::string_view bytes) override {
    if (flat_) hasher_.update(bytes);
    return nar_.content(bytes);
  }
  Status end_file() override { return nar_.end_file(); }
  Status symlink(const std::string& name, const std::string& target) override {
    if (flat_) return not_a_file();
    return nar_.symlink(name, target);
  }
  Hash finish_nar() { return nar_.finish().hash; }
  Hash finish_flat() { return hasher_.finish(); }

 private:
  static Error not_a_file() { return fail(Code::BadUse, "only a regular file has a flat hash"); }
  bool flat_;
  NarHasher nar_;
  Hasher hasher_{HashAlgorithm::Sha256};
};

}  // namespace

Result<StorePath> Store::add_source(const std::string& source, const SourceOptions& options) {
  HM_CHECK(check_store_name(options.name));
  // The filter may be costly (it evaluates): each path is asked about once, though the tree is read twice.
  std::unordered_map<std::string, bool> decided;
  TreeFilter filter;
  if (options.filter) {
    filter = [&](const std::string& path, NodeKind kind) {
      const auto known = decided.find(path);
      if (known != decided.end()) return known->second;
      return decided[path] = options.filter(path, kind);
    };
  }
  const auto walk = [&](TreeSink& sink) {
    // A flat file has no executable bit: it would not be part of its hash.
    const std::optional<bool> executable =
        options.recursive ? std::optional<bool>() : std::optional<bool>(false);
    return walk_tree(impl_->fs, At(source), source, filter, sink, executable);
  };
  SourceHasher hasher(!options.recursive);
  HM_CHECK(walk(hasher));
  const Hash nar_hash = hasher.finish_nar();
  const Hash hash = options.recursive ? nar_hash : hasher.finish_flat();
  if (options.expected && !(*options.expected == hash))
    return wrong_hash(fmt::format("the store path for '{}'", source), *options.expected, hash);
  StorePath path = fixed_output_path(dir(), options.name, hash, options.recursive);
  HM_TRY(const bool there, impl_->have(path));
  if (there) return path;
  if (impl_->read_only()) {
    Tree tree;
    tree.kind = Tree::Kind::Copy;
    tree.text = source;
    impl_->remembered.emplace(path, std::move(tree));
    return path;
  }
  // Read again, now to copy. The first reading costs little (the cache has it), and an unchanged source,
  // which is the rule, costs no write. Should it have changed in between, what was copied does not have the
  // hash, and is not added.
  ObjectStore& objects = *impl_->objects;
  const std::string temporary = objects.temporary_name();
  ObjectWriter writer(impl_->fs, impl_->directories.store, temporary, objects.syncs());
  Status copied = walk(writer);
  ObjectStore::Staged staged;
  if (copied) {
    const NarSummary nar = writer.finish();
    staged.info.path = path;
    staged.info.nar_hash = nar.hash;
    staged.info.nar_size = nar.size;
    staged.info.content_address = content_address_fixed(hash, options.recursive);
    staged.temporary = temporary;
    if (!(nar.hash == nar_hash))
      copied = fail(Code::IoError, "'{}' changed while it was being read", source)
                   .hint("try again when nothing writes to it");
  }
  if (!copied) {
    ignore(remove_tree(impl_->fs, impl_->directories.store, temporary), "the collector removes it later");
    return std::move(copied).error();
  }
  HM_CHECK(objects.stage(std::move(staged)));
  return path;
}

Status Store::flush() {
  return impl_->objects ? impl_->objects->commit() : Status();
}

bool Store::pending() const {
  return impl_->objects && impl_->objects->batch_open();
}

}  // namespace hm

#include "tests/support/empty_host.hpp"

namespace hm::test {

namespace {

Error nothing_at(const std::string& path) {
  return fail(Code::NotFound, "path '{}' does not exist", path);
}

}  // namespace

Result<std::string> EmptyHost::read_file(const std::string& path) {
  for (const auto& [object, text] : texts_) {
    if (object.in(store_dir()) == path) return text;
  }
  return nothing_at(path);
}

Result<std::vector<DirectoryEntry>> EmptyHost::list_directory(const std::string& path) {
  return nothing_at(path);
}

Result<FileKind> EmptyHost::kind_of(const std::string& path) {
  return read_file(path) ? FileKind::Regular : FileKind::Missing;
}

Result<std::string> EmptyHost::read_link(const std::string& path) {
  return nothing_at(path);
}

Result<StorePath> EmptyHost::import_path(const std::string& path, const ImportOptions&) {
  return nothing_at(path);
}

Result<StorePath> EmptyHost::add_text(const std::string& name, const std::string& text,
                                      const std::vector<StorePath>& references) {
  HM_CHECK(check_store_name(name));
  StorePath path = text_path(store_dir(), name, text, references);
  texts_.emplace(path, text);
  return path;
}

Result<StorePath> EmptyHost::add_derivation(const std::string& name, Derivation derivation, std::string text) {
  StorePath path = derivation_path(store_dir(), name + ".drv", derivation, text);
  texts_.emplace(path, std::move(text));
  return path;
}

Result<Derivation> EmptyHost::read_derivation(const StorePath& path) {
  const auto known = derivations_.find(path);
  if (known == derivations_.end()) return nothing_at(path.in(store_dir()));
  return known->second;
}

bool EmptyHost::is_valid_path(const StorePath& path) {
  return texts_.contains(path);
}

Result<StorePath> EmptyHost::realise(const StorePath& drv, const std::string& output) {
  return fail(Code::BuildFailed, "this evaluation does not build '{}' (output '{}')", drv.in(store_dir()),
              output);
}

Result<Host::Fetched> EmptyHost::fetch(const FetchRequest& request) {
  return fail(Code::Network, "this evaluation has no network to fetch '{}' from", request.url);
}

}  // namespace hm::test

#include "lang/base/store_path.hpp"

#include <algorithm>
#include <array>

namespace hm {

namespace {

constexpr std::size_t kHashLength = 32;
constexpr std::size_t kMaxName = 211;
constexpr std::size_t kHashBytes = 20;

constexpr auto kNameCharacters = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-._?=")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();
bool name_character(char c) { return kNameCharacters[static_cast<unsigned char>(c)]; }

bool base32_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && c != 'e' && c != 'o' && c != 'u' && c != 't');
}

// 32 bytes folded into 20 by exclusive or.
std::string compress(std::string_view hash) {
  std::string out(kHashBytes, '\0');
  for (std::size_t i = 0; i < hash.size(); ++i)
    out[i % kHashBytes] = static_cast<char>(out[i % kHashBytes] ^ hash[i]);
  return out;
}

std::string prefixed_base16(const Hash& hash) {
  return std::string(name_of(hash.algorithm)) + ":" + hash.base16();
}

// "source", or "source:<ref>:<ref>[:self]": references are part of what the path is computed from.
std::string type_with_references(std::string type, std::string_view store_dir,
                                 const std::vector<StorePath>& references, bool self_reference) {
  std::vector<StorePath> sorted = references;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (const StorePath& reference : sorted) {
    type += ':';
    type += reference.in(store_dir);
  }
  if (self_reference) type += ":self";
  return type;
}

}  // namespace

Status check_store_name(std::string_view name) {
  if (name.empty()) return fail(Code::InvalidStorePath, "name must not be empty");
  if (name.size() > kMaxName) {
    return fail(Code::InvalidStorePath, "name '{}' must be no longer than {} characters", name, kMaxName);
  }
  for (const std::string_view dots : {".", ".."}) {
    if (name == dots) return fail(Code::InvalidStorePath, "name '{}' is not valid", name);
    if (name.starts_with(dots) && name[dots.size()] == '-') {
      return fail(Code::InvalidStorePath,
                  "name '{}' is not valid: first dash-separated component must not be '{}'", name, dots);
    }
  }
  const auto bad = std::find_if_not(name.begin(), name.end(), name_character);
  if (bad != name.end()) {
    return fail(Code::InvalidStorePath, "name '{}' contains illegal character '{}'", name, *bad);
  }
  return {};
}

Result<StorePath> StorePath::parse_base(std::string_view base) {
  if (base.size() < kHashLength + 1) {
    return fail(Code::InvalidStorePath, "'{}' is too short to be a valid store path", base);
  }
  if (base[kHashLength] != '-') {
    return fail(Code::InvalidStorePath,
                "'{}' can't name a store path because the hash part is not followed by a '-'", base);
  }
  const std::string_view hash = base.substr(0, kHashLength);
  const auto bad = std::find_if_not(hash.begin(), hash.end(), base32_character);
  if (bad != hash.end()) {
    return fail(Code::InvalidStorePath, "store path '{}' contains illegal base-32 character '{}'", base,
                *bad);
  }
  if (Status name = check_store_name(base.substr(kHashLength + 1)); !name) {
    return fail(Code::InvalidStorePath, "path '{}' is not a valid store path: {}", base,
                name.error().message());
  }
  StorePath path;
  path.base_ = base;
  return path;
}

Result<StorePath> StorePath::parse(std::string_view store_dir, std::string_view path) {
  const bool below = path.size() > store_dir.size() + 1 && path.starts_with(store_dir) &&
                     path[store_dir.size()] == '/' &&
                     path.find('/', store_dir.size() + 1) == std::string_view::npos;
  if (!below) return fail(Code::InvalidStorePath, "path '{}' is not in the Nix store", path);
  return parse_base(path.substr(store_dir.size() + 1));
}

std::string StorePath::in(std::string_view store_dir) const {
  std::string path;
  path.reserve(store_dir.size() + 1 + base_.size());
  path += store_dir;
  path += '/';
  path += base_;
  return path;
}

StorePath make_store_path(std::string_view store_dir, std::string_view type, const Hash& hash,
                          std::string_view name) {
  Hasher hasher(HashAlgorithm::Sha256);
  hasher.update(type);
  hasher.update(":");
  hasher.update(prefixed_base16(hash));
  hasher.update(":");
  hasher.update(store_dir);
  hasher.update(":");
  hasher.update(name);
  // The parts are well-formed by construction; callers check the name (check_store_name) before.
  std::string base = base32_encode(compress(hasher.finish().raw()));
  base += '-';
  base += name;
  return StorePath::of_valid_base(std::move(base));
}

StorePath text_path(std::string_view store_dir, std::string_view name, std::string_view content,
                    const std::vector<StorePath>& references) {
  return make_store_path(store_dir, type_with_references("text", store_dir, references, false),
                         hash_of(HashAlgorithm::Sha256, content), name);
}

StorePath fixed_output_path(std::string_view store_dir, std::string_view name, const Hash& hash,
                            bool recursive, const std::vector<StorePath>& references, bool self_reference) {
  if (hash.algorithm == HashAlgorithm::Sha256 && recursive) {
    return make_store_path(store_dir, type_with_references("source", store_dir, references, self_reference),
                           hash, name);
  }
  const std::string fingerprint =
      std::string("fixed:out:") + (recursive ? "r:" : "") + prefixed_base16(hash) + ":";
  return make_store_path(store_dir, "output:out", hash_of(HashAlgorithm::Sha256, fingerprint), name);
}

StorePath git_output_path(std::string_view store_dir, std::string_view name, const Hash& hash) {
  const std::string fingerprint = "fixed:out:git:" + prefixed_base16(hash) + ":";
  return make_store_path(store_dir, "output:out", hash_of(HashAlgorithm::Sha256, fingerprint), name);
}

std::string output_path_name(std::string_view derivation_name, std::string_view output) {
  std::string name(derivation_name);
  if (output != "out") {
    name += '-';
    name += output;
  }
  return name;
}

StorePath output_path(std::string_view store_dir, const Hash& modulo, std::string_view derivation_name,
                      std::string_view output) {
  return make_store_path(store_dir, "output:" + std::string(output), modulo,
                         output_path_name(derivation_name, output));
}

std::string placeholder(std::string_view output) {
  return "/" + hash_of(HashAlgorithm::Sha256, "nix-output:" + std::string(output)).base32();
}

}  // namespace hm

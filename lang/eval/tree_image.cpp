#include "lang/eval/tree_image.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace hm {

namespace {

constexpr std::uint64_t kFormat = 0x3130'6565'7274'6d68;  // "hmtree01"

struct Header {
  std::uint64_t format, prelude, tree_bytes;
  std::uint32_t sites, next, files, name_bytes;
};
struct FileRecord {
  FileSignature signature;
  std::uint32_t path_size, begin, size, root, bytes, pad;
};
static_assert(std::is_trivially_copyable_v<FileRecord> && sizeof(FileSignature) == 40);

// Takes values from the front of bytes; `ok` turns false where there are too few.
struct Reader {
  std::string_view rest;
  bool ok = true;

  std::string_view take(std::size_t n) {
    if (n > rest.size()) return ok = false, std::string_view();
    const std::string_view taken = rest.substr(0, n);
    rest.remove_prefix(n);
    return taken;
  }
  template <class T>
  T value() {
    T result{};
    const std::string_view bytes = take(sizeof(T));
    if (ok) std::memcpy(&result, bytes.data(), sizeof(T));
    return result;
  }
};

template <class T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

std::string encode_tree_index(const TreeIndex& index) {
  std::string out;
  put(out, Header{kFormat, index.prelude, index.tree_bytes, index.sites, index.next,
                  static_cast<std::uint32_t>(index.files.size()), static_cast<std::uint32_t>(index.names.size())});
  for (const KeptFile& f : index.files) {
    put(out, FileRecord{f.signature, static_cast<std::uint32_t>(f.path.size()), f.begin, f.size, f.root, f.bytes, 0});
    out += f.path;
  }
  return out + index.names;
}

std::optional<TreeIndex> decode_tree_index(std::string_view bytes) {
  Reader in{bytes};
  const auto header = in.value<Header>();
  if (!in.ok || header.format != kFormat) return std::nullopt;
  TreeIndex index{header.prelude, header.tree_bytes, header.sites, header.next, {}, {}};
  index.files.reserve(std::min<std::size_t>(header.files, bytes.size() / sizeof(FileRecord)));
  Pos last = kNoPos;
  for (std::uint32_t i = 0; in.ok && i < header.files; ++i) {
    const auto f = in.value<FileRecord>();
    std::string path(in.take(f.path_size));
    if (f.begin <= last || f.begin >= header.next || f.size > header.next - f.begin ||
        f.root >= header.tree_bytes / 8) {
      return std::nullopt;
    }
    last = f.begin;
    index.files.push_back({std::move(path), f.signature, f.begin, f.size, f.root, f.bytes});
  }
  index.names = in.take(header.name_bytes);
  if (!in.ok || !in.rest.empty()) return std::nullopt;
  return index;
}

}  // namespace hm

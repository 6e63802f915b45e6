#include "lang/eval/tree_image.hpp"

#include <algorithm>
#include <type_traits>

#include "lang/base/byte_record.hpp"

namespace hm {

namespace {

constexpr std::uint64_t kFormat = 0x3130'6565'7274'6d68;  // "hmtree01"

struct Header {
  std::uint64_t format, prelude, tree_bytes;
  std::uint32_t sites, next, files, pad;
};
struct FileRecord {
  FileSignature signature;
  std::uint32_t begin, size, root, bytes;
};
static_assert(std::is_trivially_copyable_v<FileRecord> && sizeof(FileSignature) == 40);

}  // namespace

std::string encode_tree_index(const TreeIndex& index) {
  ByteWriter out;
  out.value(Header{kFormat, index.prelude, index.tree_bytes, index.sites, index.next,
                  static_cast<std::uint32_t>(index.files.size()), 0});
  for (const KeptFile& f : index.files) {
    out.value(FileRecord{f.signature, f.begin, f.size, f.root, f.bytes});
    out.text(f.path);
  }
  out.text(index.names);
  return out.take();
}

std::optional<TreeIndex> decode_tree_index(std::string_view bytes) {
  ByteReader in(bytes);
  const auto header = in.value<Header>();
  if (!in.ok() || header.format != kFormat) return std::nullopt;
  TreeIndex index{header.prelude, header.tree_bytes, header.sites, header.next, {}, {}};
  index.files.reserve(std::min<std::size_t>(header.files, bytes.size() / sizeof(FileRecord)));
  Pos last = kNoPos;
  for (std::uint32_t i = 0; in.ok() && i < header.files; ++i) {
    const auto f = in.value<FileRecord>();
    std::string path(in.text());
    if (f.begin <= last || f.begin >= header.next || f.size > header.next - f.begin ||
        f.root >= header.tree_bytes / 8) {
      return std::nullopt;
    }
    last = f.begin;
    index.files.push_back({std::move(path), f.signature, f.begin, f.size, f.root, f.bytes});
  }
  index.names = in.text();
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return index;
}

}  // namespace hm

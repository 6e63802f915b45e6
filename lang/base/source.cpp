#include "lang/base/source.hpp"

#include <algorithm>
#include <limits>

namespace hm {

std::string_view SourceFile::view() const {
  if (text.empty()) {
    std::optional<std::string> read = map && map->reader_ ? map->reader_(name) : std::nullopt;
    text = read && read->size() == size ? std::move(*read) : std::string(size, ' ');
    text.append(kPadding, '\0');
  }
  return std::string_view(text).substr(0, size);
}

const SourceFile* SourceMap::add(std::string name, std::string text, bool is_path) {
  const std::size_t room = std::numeric_limits<Pos>::max() - next_;
  if (text.size() + SourceFile::kPadding >= room) return nullptr;
  const auto size = static_cast<std::uint32_t>(text.size());
  text.append(SourceFile::kPadding, '\0');
  const Pos begin = next_;
  next_ += static_cast<Pos>(text.size());
  files_.push_back({std::move(name), std::move(text), begin, size, is_path, this});
  return &files_.back();
}

void SourceMap::add_left(std::string name, Pos begin, std::uint32_t size) {
  files_.push_back({std::move(name), {}, begin, size, true, this});
  next_ = begin + size + static_cast<Pos>(SourceFile::kPadding);
}

const SourceFile* SourceMap::find(Pos pos) const {
  if (pos == kNoPos) return nullptr;
  auto after = std::upper_bound(files_.begin(), files_.end(), pos,
                                [](Pos p, const SourceFile& f) { return p < f.begin; });
  if (after == files_.begin()) return nullptr;
  return &*std::prev(after);
}

const SourceFile* SourceMap::find_name(std::string_view name) const {
  const auto found =
      std::find_if(files_.rbegin(), files_.rend(), [&](const SourceFile& file) { return file.name == name; });
  return found == files_.rend() ? nullptr : &*found;
}

LineColumn SourceMap::locate(Pos pos) const {
  const SourceFile* file = find(pos);
  if (!file) return {};
  const std::string_view before = file->view().substr(0, pos - file->begin);
  const auto lines = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t newline = before.rfind('\n');
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  return {lines + 1, static_cast<std::uint32_t>(before.size() - start) + 1};
}

std::string_view SourceMap::line_of(Pos pos) const {
  const SourceFile* file = find(pos);
  if (!file) return {};
  const std::string_view text = file->view();
  const std::size_t at = std::min<std::size_t>(pos - file->begin, text.size());
  const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  const std::size_t end = text.find('\n', at);
  return text.substr(start, (end == std::string_view::npos ? text.size() : end) - start);
}

}  // namespace hm

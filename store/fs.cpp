#include "store/fs.hpp"

#include <cerrno>

namespace hm {

bool is_safe_relative(std::string_view path) {
  if (path.empty() || path.find('\0') != std::string_view::npos) return false;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view component = path.substr(0, slash);
    if (component.empty() || component == "." || component == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

Result<SafeRelPath> SafeRelPath::parse(std::string_view path) {
  if (!is_safe_relative(path)) {
    return fail(Code::BadUse, "'{}' is not a relative path that stays inside its directory",
                std::string(path.substr(0, 4096)));
  }
  SafeRelPath result;
  result.text_ = path;
  return result;
}

std::vector<std::string_view> SafeRelPath::components() const {
  std::vector<std::string_view> result;
  std::string_view rest = text_;
  while (true) {
    const std::size_t slash = rest.find('/');
    result.push_back(rest.substr(0, slash));
    if (slash == std::string_view::npos) return result;
    rest.remove_prefix(slash + 1);
  }
}

Fd::~Fd() {
  if (fs_ != nullptr && number_ >= 0)
    ignore(fs_->close(number_), "whoever needs to know calls close() first");
}

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    if (fs_ != nullptr && number_ >= 0)
      ignore(fs_->close(number_), "whoever needs to know calls close() first");
    fs_ = std::exchange(other.fs_, nullptr);
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

Status Fd::close() {
  if (fs_ == nullptr || number_ < 0) return {};
  return std::exchange(fs_, nullptr)->close(std::exchange(number_, -1));
}

}  // namespace hm

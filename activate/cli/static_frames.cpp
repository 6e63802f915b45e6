// For the static program only: exceptions without a sort.
//
// The start-up code of a static program registers its table of frames, and the first exception then sorts all
// of it, which is 4 ms. The linker can write a sorted index instead (--eh-frame-hdr), which the unwinder
// finds by itself as it does in every dynamic program, if nothing was registered. So the two calls lead here
// (--wrap, activate/CMakeLists.txt).
#ifdef HM_STATIC

extern "C" {

void __wrap___register_frame_info(const void*, void*) {}  // NOLINT: the linker's name
void* __wrap___deregister_frame_info(const void*) {
  return nullptr;
}  // NOLINT
}

#endif

import cv2

# Workers already fill the cores, one process each; OpenCV's own threads would only contend with them.
cv2.setNumThreads(1)

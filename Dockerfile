# Its steps were run by hand in a bare Debian; no check builds it: tell us if it fails.
#
#   docker build -t modelwright .
#   docker run --rm -p 127.0.0.1:8501:8501 -v modelwright:/data modelwright
#
# The port is published on this computer only. To let others in, put a proxy with a login in
# front and replace the host names in CMD by the public one.
FROM python:3.11-slim

RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 modelwright \
 && install -d -m 700 -o modelwright /data

WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .

USER modelwright
ENV MODELWRIGHT_HOME=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "server.py", \
     "--server.address", "0.0.0.0", "--server.port", "8501", "--server.headless", "true", \
     "--server.allowedHosts", "localhost", "--server.allowedHosts", "127.0.0.1"]
